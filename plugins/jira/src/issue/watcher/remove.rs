//! `jira issue watcher remove`: let people hear no more of an issue's changes.

use crate::key::IssueKey;
use crate::people;
use atlassian_plugin_sdk::prelude::*;

const REMOVE: Endpoint = endpoint!(
    jira DELETE "/rest/api/3/issue/{issueIdOrKey}/watchers",
    classic("write:jira-work"),
    granular("write:issue.watcher:jira"),
);

/// Let people no longer watch an issue
///
/// Without a name it is you.
#[derive(Command)]
#[command(path = "issue watcher remove", alias = "issue watchers remove", alias = "issue unwatch")]
#[command(effect = "write", result = "none", example = "jira issue watcher remove DEV-1 \"Ana García-Müller\"")]
#[http(REMOVE, people::FIND)]
pub(crate) struct Remove {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// E-mail address, display name, account id or @me (can be repeated)
    #[arg(positional)]
    user: Vec<String>,
}

impl Run for Remove {
    async fn run(self, cx: &Cx) -> Result<()> {
        for (name, account) in super::accounts(cx, &self.user).await? {
            cx.request(REMOVE).param("issueIdOrKey", &self.key.0).query("accountId", account).send().await?;
            cx.success(&format!("{} is no longer watched by {name}", self.key.0));
        }
        Ok(())
    }
}
