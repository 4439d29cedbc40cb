//! `jira sprint remove`: issues out of their sprints.

use crate::batches;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

pub(crate) const REMOVE: Endpoint = endpoint!(
    jira POST "/rest/agile/1.0/backlog/issue",
    granular("write:board-scope:jira-software"),
);

/// Remove issues from their sprints
///
/// They leave the active and future sprints that they are in, and go back into the backlog. Any number of issues is
/// removed, 50 at a time.
#[derive(Command)]
#[command(path = "sprint remove", effect = "write", result = "none")]
#[command(example = "jira sprint remove DEV-1 DEV-4")]
#[http(REMOVE)]
pub(crate) struct Remove {
    /// Issue keys or ids (can be repeated)
    #[arg(positional, required)]
    keys: Vec<IssueKey>,
}

impl Run for Remove {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = |keys: &[&str], _: Option<&str>| cx.request(REMOVE).json_body(&json!({"issues": keys}));
        let removed = batches::send(&self.keys, request).await?;
        cx.success(&format!("{} moved to the backlog", batches::issues(removed)));
        Ok(())
    }
}
