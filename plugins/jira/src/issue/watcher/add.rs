//! `jira issue watcher add`: let people hear of an issue's changes.

use crate::key::IssueKey;
use crate::people;
use atlassian_plugin_sdk::prelude::*;

const ADD: Endpoint = endpoint!(
    jira POST "/rest/api/3/issue/{issueIdOrKey}/watchers",
    classic("write:jira-work"),
    granular("write:issue.watcher:jira"),
);

/// Let people watch an issue
///
/// Without a name it is you.
#[derive(Command)]
#[command(path = "issue watcher add", alias = "issue watchers add", alias = "issue watch")]
#[command(effect = "write", result = "none")]
#[command(
    example = "jira issue watcher add DEV-1",
    example = "jira issue watcher add DEV-1 ana@example.com \"Olu Adeyemi\""
)]
#[http(ADD, people::FIND)]
pub(crate) struct Add {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// E-mail address, display name, account id or @me (can be repeated)
    #[arg(positional)]
    user: Vec<String>,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        for (name, account) in super::accounts(cx, &self.user).await? {
            cx.request(ADD).param("issueIdOrKey", &self.key.0).json_body(&account).send().await?;
            cx.success(&format!("{} is watched by {name} now", self.key.0));
        }
        Ok(())
    }
}
