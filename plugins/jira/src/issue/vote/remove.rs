//! `jira issue vote remove`: take one's vote back.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const REMOVE: Endpoint = endpoint!(
    jira DELETE "/rest/api/3/issue/{issueIdOrKey}/votes",
    classic("write:jira-work"),
    granular("write:issue.vote:jira"),
);

/// Take back your vote for an issue
#[derive(Command)]
#[command(path = "issue vote remove", alias = "issue votes remove", effect = "write", result = "none")]
#[command(example = "jira issue vote remove DEV-1")]
#[http(REMOVE)]
pub(crate) struct Remove {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
}

impl Run for Remove {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(REMOVE).param("issueIdOrKey", &self.key.0).send().await?;
        cx.success(&format!("you no longer vote for {}", self.key.0));
        Ok(())
    }
}
