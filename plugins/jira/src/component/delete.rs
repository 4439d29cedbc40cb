//! `jira component delete`: a part of a project goes.

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
#[command(example = "jira component delete 10200 --yes")]
#[command(example = "jira component delete 10200 --move-issues-to 10201 --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Id of the component
    #[arg(positional)]
    id: String,
    /// Id of the component that its issues get
    #[arg(long, value_name = "ID")]
    move_issues_to: Option<String>,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(DELETE).param("id", &self.id).query_opt("moveIssuesTo", self.move_issues_to).send().await?;
        cx.success(&format!("deleted component {}", self.id));
        Ok(())
    }
}
