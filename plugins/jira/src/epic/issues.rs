//! `jira epic issues`: what belongs to an epic.

use crate::fields;
use crate::key::IssueKey;
use crate::listing;
use atlassian_plugin_sdk::prelude::*;

const ISSUES: Endpoint = endpoint!(
    jira GET "/rest/software/1.0/epic/{epicIdOrKey}/issue",
    granular("read:epic:jira-software", "read:issue-details:jira", "read:jql:jira"),
);

const WITHOUT: Endpoint = endpoint!(
    jira GET "/rest/software/1.0/epic/none/issue",
    granular("read:epic:jira-software", "read:issue-details:jira", "read:jql:jira"),
);

/// List the issues of an epic
#[derive(Command)]
#[command(path = "epic issues", effect = "read", result = "many", id = "/key")]
#[command(example = "jira epic issues DEV-5", example = "jira epic issues none --jql \"project = DEV\"")]
#[http(ISSUES, WITHOUT, fields::SITE)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Type", "/fields/issuetype/name")]
#[column("Summary", "/fields/summary")]
#[column("Status", "/fields/status/name", status)]
#[column("Assignee", "/fields/assignee/displayName", user)]
#[column("Priority", "/fields/priority/name")]
#[column("Updated", "/fields/updated", date)]
pub(crate) struct Issues {
    /// Epic, by key or id; "none" for issues without an epic
    #[arg(positional)]
    epic: IssueKey,
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
        let issues = match self.epic.0.as_str() {
            "none" => cx.request(WITHOUT),
            key => cx.request(ISSUES).param("epicIdOrKey", key),
        };
        listing::show(cx, issues.query_opt("jql", self.jql), None, &self.fields, self.limit).await
    }
}
