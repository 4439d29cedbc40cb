//! `jira component delete`: a part of a project goes.

use crate::parts;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    jira DELETE "/rest/api/3/component/{id}",
    classic("manage:jira-project"),
    granular("delete:project.component:jira"),
);

/// Delete a component
///
/// Its issues stay, without a component or with the one that is named.
#[derive(Command)]
#[command(path = "component delete", alias = "components delete", effect = "delete", result = "none")]
#[command(example = "jira component delete Backend --project DEV --yes")]
#[command(example = "jira component delete 10200 --move-issues-to 10201 --yes")]
#[http(DELETE, parts::COMPONENTS)]
pub(crate) struct Delete {
    /// Component, by id, or by name with --project
    #[arg(positional)]
    id: String,
    /// Project that has it, by key or id: needed for a name
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
    /// Component that its issues get, named in the same way
    #[arg(long, value_name = "COMPONENT")]
    move_issues_to: Option<String>,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = parts::component(cx, self.project.as_deref(), &self.id).await?;
        let target = match &self.move_issues_to {
            Some(target) => Some(parts::component(cx, self.project.as_deref(), target).await?),
            None => None,
        };
        cx.request(DELETE).param("id", &id).query_opt("moveIssuesTo", target).send().await?;
        cx.success(&format!("deleted component {}", self.id));
        Ok(())
    }
}
