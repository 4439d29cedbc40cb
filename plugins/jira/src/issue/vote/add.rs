//! `jira issue vote add`: vote for an issue.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const ADD: Endpoint = endpoint!(
    jira POST "/rest/api/3/issue/{issueIdOrKey}/votes",
    classic("write:jira-work"),
    granular("write:issue.vote:jira"),
);

/// Vote for an issue
///
/// Nobody can vote for an issue that they reported.
#[derive(Command)]
#[command(path = "issue vote add", alias = "issue votes add", effect = "write", result = "none")]
#[command(example = "jira issue vote add DEV-4")]
#[http(ADD)]
pub(crate) struct Add {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(ADD).param("issueIdOrKey", &self.key.0).send().await?;
        cx.success(&format!("you voted for {}", self.key.0));
        Ok(())
    }
}
