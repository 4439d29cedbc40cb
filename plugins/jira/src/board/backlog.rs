//! `jira board backlog`: what waits in a board's backlog.

use crate::boards::{self, BOARDS};
use crate::fields;
use crate::listing;
use atlassian_plugin_sdk::prelude::*;

const BACKLOG: Endpoint = endpoint!(
    jira GET "/rest/software/1.0/board/{boardId}/backlog",
    granular("read:board-scope:jira-software", "read:issue-details:jira"),
);

const COUNT: Endpoint = endpoint!(
    jira GET "/rest/software/1.0/board/{boardId}/backlog/approximate-count",
    granular("read:board-scope:jira-software", "read:issue-details:jira"),
);

/// List the issues in a board's backlog
///
/// Issues that are not done and in no active or future sprint.
#[derive(Command)]
#[command(path = "board backlog", alias = "backlog list", effect = "read", result = "many", id = "/key")]
#[command(example = "jira board backlog 1", example = "jira board backlog \"DEV board\" --jql \"type = Bug\"")]
#[http(BACKLOG, COUNT, BOARDS, fields::SITE)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Type", "/fields/issuetype/name")]
#[column("Summary", "/fields/summary")]
#[column("Status", "/fields/status/name", status)]
#[column("Assignee", "/fields/assignee/displayName", user)]
#[column("Priority", "/fields/priority/name")]
#[column("Updated", "/fields/updated", date)]
pub(crate) struct Backlog {
    /// Board, by id or name
    #[arg(positional)]
    board: String,
    /// Only issues that this query finds, too
    #[arg(long, value_name = "JQL")]
    jql: Option<String>,
    /// Most issues to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
    /// Fields to show, separated by commas (can be repeated)
    #[arg(long, value_name = "FIELDS")]
    fields: Vec<String>,
}

impl Run for Backlog {
    async fn run(self, cx: &Cx) -> Result<()> {
        let board = boards::find(cx, &self.board).await?;
        let issues = cx.request(BACKLOG).param("boardId", &board).query_opt("jql", self.jql.as_ref());
        let count = cx.request(COUNT).param("boardId", &board).query_opt("jql", self.jql.as_ref());
        listing::show(cx, issues, Some(count), &self.fields, self.limit).await
    }
}
