//! `jira issue link delete`: take a link between two issues away.

use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    jira DELETE "/rest/api/3/issueLink/{linkId}",
    classic("write:jira-work"),
    granular("delete:issue-link:jira"),
);

/// Delete a link between two issues
#[derive(Command)]
#[command(path = "issue link delete", alias = "issue links delete", effect = "delete", result = "none")]
#[command(example = "jira issue link delete 10200 --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Id of the link, as `jira issue link list` shows it
    #[arg(positional)]
    id: String,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(DELETE).param("linkId", &self.id).send().await?;
        cx.success(&format!("deleted link {}", self.id));
        Ok(())
    }
}
