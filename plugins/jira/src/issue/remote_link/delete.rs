//! `jira issue remote-link delete`: take the link to a page elsewhere away.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    jira DELETE "/rest/api/3/issue/{issueIdOrKey}/remotelink/{linkId}",
    classic("write:jira-work"),
    granular("delete:issue.remote-link:jira", "write:issue:jira"),
);

/// Delete a link to a page elsewhere
#[derive(Command)]
#[command(path = "issue remote-link delete", alias = "issue remote-links delete", effect = "delete", result = "none")]
#[command(example = "jira issue remote-link delete DEV-1 10300 --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Id of the link, as `jira issue remote-link list` shows it
    #[arg(positional)]
    id: String,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let Self { key, id } = self;
        cx.request(DELETE).param("issueIdOrKey", &key.0).param("linkId", &id).send().await?;
        cx.success(&format!("deleted remote link {id} of {}", key.0));
        Ok(())
    }
}
