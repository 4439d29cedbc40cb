//! `jira issue unarchive`: issues that were put away come back.

use super::away;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const UNARCHIVE: Endpoint = endpoint!(
    jira PUT "/rest/api/3/issue/unarchive",
    classic("write:jira-work"),
    granular("write:issue:jira"),
);

/// Bring archived issues back
///
/// This needs Jira Premium and the right to administer it.
#[derive(Command)]
#[command(path = "issue unarchive", effect = "write", result = "none")]
#[command(example = "jira issue unarchive DEV-3")]
#[http(UNARCHIVE)]
pub(crate) struct Unarchive {
    /// Issue key or id (can be repeated)
    #[arg(positional, required)]
    key: Vec<IssueKey>,
}

impl Run for Unarchive {
    async fn run(self, cx: &Cx) -> Result<()> {
        away::send(cx, UNARCHIVE, &self.key, "brought back").await
    }
}
