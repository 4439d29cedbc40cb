//! `jira epic remove`: issues out of their epics.

use super::add::team_managed;
use crate::batches;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const REMOVE: Endpoint = endpoint!(
    jira POST "/rest/agile/1.0/epic/none/issue",
    granular("write:epic:jira-software"),
);

/// Remove issues from their epics
///
/// Any number of issues is removed, 50 at a time.
#[derive(Command)]
#[command(path = "epic remove", effect = "write", result = "none")]
#[command(example = "jira epic remove DEV-1 DEV-2")]
#[http(REMOVE)]
pub(crate) struct Remove {
    /// Issue keys or ids (can be repeated)
    #[arg(positional, required)]
    keys: Vec<IssueKey>,
}

impl Run for Remove {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = |keys: &[&str], _: Option<&str>| cx.request(REMOVE).json_body(&json!({"issues": keys}));
        let removed = batches::send(&self.keys, request).await.map_err(team_managed)?;
        cx.success(&format!("{} in no epic any more", batches::issues(removed)));
        Ok(())
    }
}
