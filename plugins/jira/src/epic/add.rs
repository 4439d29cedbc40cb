//! `jira epic add`: issues into an epic.

use crate::batches;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const ADD: Endpoint = endpoint!(
    jira POST "/rest/agile/1.0/epic/{epicIdOrKey}/issue",
    granular("write:epic:jira-software"),
);

/// Add issues to an epic
///
/// An issue belongs to one epic at a time: it leaves the other. Any number of issues is added, 50 at a time.
#[derive(Command)]
#[command(path = "epic add", effect = "write", result = "none")]
#[command(example = "jira epic add DEV-5 DEV-1 DEV-2")]
#[http(ADD)]
pub(crate) struct Add {
    /// Epic, by key or id
    #[arg(positional)]
    epic: IssueKey,
    /// Issue keys or ids (can be repeated)
    #[arg(positional, required)]
    keys: Vec<IssueKey>,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        let epic = &self.epic.0;
        let request = |keys: &[&str], _: Option<&str>| {
            cx.request(ADD).param("epicIdOrKey", epic).json_body(&json!({"issues": keys}))
        };
        let added = batches::send(&self.keys, request).await.map_err(team_managed)?;
        cx.success(&format!("{} added to epic {epic}", batches::issues(added)));
        Ok(())
    }
}

/// Jira's boards do not know the epics of team-managed projects.
pub(super) fn team_managed(error: Error) -> Error {
    if error.kind() == Kind::Invalid || error.kind() == Kind::NotFound {
        return error
            .hint("in a team-managed project, set the issue's parent: `jira issue update KEY --field Parent=EPIC`");
    }
    error
}
