//! `jira version …`

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod merge;
pub(crate) mod release;
pub(crate) mod update;

use atlassian_plugin_sdk::prelude::*;

/// The day of a moment, where the user is.
fn day(date: &Date) -> String {
    date.0.chars().take("2026-01-31".len()).collect()
}

/// A state that is set or taken back.
#[derive(Choice, Clone, Copy, PartialEq, Eq)]
enum Switch {
    True,
    False,
}

impl Switch {
    fn is_on(self) -> bool {
        self == Self::True
    }
}

/// The id of a version as a number, as some bodies want it.
fn number(id: &str, flag: &str) -> Result<u64> {
    id.parse().map_err(|_| {
        Error::invalid(format!("`{id}` is not the id of a version, which `{flag}` needs"))
            .hint("`jira version list PROJECT` shows the ids")
    })
}
