//! `jira sprint add`: issues into a sprint.

use crate::batches;
use crate::key::IssueKey;
use crate::sprints::{self, FIND};
use atlassian_plugin_sdk::prelude::*;

pub(crate) const ADD: Endpoint = endpoint!(
    jira POST "/rest/agile/1.0/sprint/{sprintId}/issue",
    granular("write:sprint:jira-software"),
);

/// Add issues to a sprint
///
/// An issue is in one open sprint at a time: it leaves the other. Any number of issues is added, 50 at a time.
#[derive(Command)]
#[command(path = "sprint add", effect = "write", result = "none")]
#[command(example = "jira sprint add 3 DEV-1 DEV-2", example = "jira sprint add 2 DEV-3 --after DEV-1")]
#[http(ADD, FIND)]
pub(crate) struct Add {
    /// Sprint, by id, or by name with --board
    #[arg(positional)]
    sprint: String,
    /// Issue keys or ids (can be repeated)
    #[arg(positional, required)]
    keys: Vec<IssueKey>,
    /// Board whose sprint it is, by id or name
    #[arg(long, value_name = "BOARD")]
    board: Option<String>,
    /// Put them before this issue
    #[arg(long, value_name = "KEY", conflicts = "after")]
    before: Option<IssueKey>,
    /// Put them after this issue
    #[arg(long, value_name = "KEY")]
    after: Option<IssueKey>,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        let sprint = sprints::find(cx, &self.sprint, self.board.as_deref()).await?;
        let request = |keys: &[&str], last: Option<&str>| {
            let body = batches::ranked(keys, last, self.before.as_ref(), self.after.as_ref());
            cx.request(ADD).param("sprintId", &sprint).json_body(&body)
        };
        let added = batches::send(&self.keys, request).await?;
        cx.success(&format!("{} added to sprint {sprint}", batches::issues(added)));
        Ok(())
    }
}
