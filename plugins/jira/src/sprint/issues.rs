//! `jira sprint issues`: what is in a sprint.

use crate::fields;
use crate::listing;
use crate::sprints::{self, FIND};
use atlassian_plugin_sdk::prelude::*;

pub(crate) const ISSUES: Endpoint = endpoint!(
    jira GET "/rest/software/1.0/sprint/{sprintId}/issue",
    granular("read:issue-details:jira", "read:jql:jira", "read:sprint:jira-software"),
);

/// List the issues of a sprint
///
/// In the order of their rank, unless the query says otherwise.
#[derive(Command)]
#[command(path = "sprint issues", effect = "read", result = "many", id = "/key")]
#[command(
    example = "jira sprint issues 2",
    example = "jira sprint issues \"DEV Sprint 2\" --board 1 --jql \"type = Bug\""
)]
#[http(ISSUES, FIND, fields::SITE)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Type", "/fields/issuetype/name")]
#[column("Summary", "/fields/summary")]
#[column("Status", "/fields/status/name", status)]
#[column("Assignee", "/fields/assignee/displayName", user)]
#[column("Priority", "/fields/priority/name")]
#[column("Updated", "/fields/updated", date)]
pub(crate) struct Issues {
    /// Sprint, by id, or by name with --board
    #[arg(positional)]
    sprint: String,
    /// Board whose sprint it is, by id or name
    #[arg(long, value_name = "BOARD")]
    board: Option<String>,
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
        let sprint = sprints::find(cx, &self.sprint, self.board.as_deref()).await?;
        let issues = cx.request(ISSUES).param("sprintId", sprint).query_opt("jql", self.jql);
        listing::show(cx, issues, None, &self.fields, self.limit).await
    }
}
