//! `jira component …`

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;

use atlassian_plugin_sdk::prelude::*;

/// Who gets an issue of a component that nobody was named for.
#[derive(Choice, Clone, Copy)]
enum AssigneeType {
    ProjectDefault,
    ComponentLead,
    ProjectLead,
    Unassigned,
}

impl AssigneeType {
    /// As Jira spells it.
    fn sent(self) -> String {
        self.to_string().to_uppercase().replace('-', "_")
    }
}
