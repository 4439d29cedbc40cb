//! `jira board issues`: what is on a board.

use crate::boards::{self, BOARDS};
use crate::fields;
use crate::listing;
use atlassian_plugin_sdk::prelude::*;

const ISSUES: Endpoint = endpoint!(
    jira GET "/rest/software/1.0/board/{boardId}/issue",
    granular("read:board-scope:jira-software", "read:issue-details:jira"),
);

const COUNT: Endpoint = endpoint!(
    jira GET "/rest/software/1.0/board/{boardId}/issue/approximate-count",
    granular("read:board-scope:jira-software", "read:issue-details:jira"),
);

/// List the issues of a board
///
/// In the order of their rank, unless the query says otherwise.
#[derive(Command)]
#[command(path = "board issues", effect = "read", result = "many", id = "/key")]
#[command(
    example = "jira board issues 1",
    example = "jira board issues \"DEV board\" --jql \"status != Done\" --limit 0"
)]
#[http(ISSUES, COUNT, BOARDS, fields::SITE)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Type", "/fields/issuetype/name")]
#[column("Summary", "/fields/summary")]
#[column("Status", "/fields/status/name", status)]
#[column("Assignee", "/fields/assignee/displayName", user)]
#[column("Priority", "/fields/priority/name")]
#[column("Updated", "/fields/updated", date)]
pub(crate) struct Issues {
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

impl Run for Issues {
    async fn run(self, cx: &Cx) -> Result<()> {
        let board = boards::find(cx, &self.board).await?;
        let issues = cx.request(ISSUES).param("boardId", &board).query_opt("jql", self.jql.as_ref());
        let count = cx.request(COUNT).param("boardId", &board).query_opt("jql", self.jql.as_ref());
        listing::show(cx, issues, Some(count), &self.fields, self.limit).await
    }
}
