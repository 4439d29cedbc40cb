//! `jira issue watcher list`: who hears of an issue's changes.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

const WATCHERS: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}/watchers",
    classic("read:jira-work"),
    granular("read:avatar:jira", "read:issue.watcher:jira", "read:user:jira"),
);

/// List who watches an issue
#[derive(Command)]
#[command(path = "issue watcher list", alias = "issue watchers list", effect = "read", result = "many")]
#[command(id = "/accountId", example = "jira issue watcher list DEV-1")]
#[http(WATCHERS)]
#[column("Name", "/displayName", user)]
#[column("E-mail", "/emailAddress")]
#[column("Account id", "/accountId")]
pub(crate) struct List {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Watchers {
    watch_count: u64,
    #[serde(default)]
    watchers: Vec<Box<RawValue>>,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let found: Watchers = cx.request(WATCHERS).param("issueIdOrKey", &self.key.0).json().await?;
        found.watchers.iter().try_for_each(|watcher| cx.emit_raw(watcher))?;
        if u64::try_from(found.watchers.len()).is_ok_and(|shown| shown < found.watch_count) {
            cx.incomplete("the others are not shown to you", Some(found.watch_count));
        }
        Ok(())
    }
}
