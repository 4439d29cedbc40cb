//! `jira filter run`: the issues that a saved filter finds.

use crate::fields;
use crate::filters::{self, FILTER, SEARCH};
use crate::listing;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const ISSUES: Endpoint = endpoint!(
    jira GET "/rest/api/3/search/jql",
    classic("read:jira-work"),
    granular(
        "read:audit-log:jira", "read:avatar:jira", "read:field-configuration:jira", "read:issue-details:jira",
        "read:issue-meta:jira",
    ),
);

const COUNT: Endpoint = endpoint!(
    jira POST "/rest/api/3/search/approximate-count",
    classic("read:jira-work"),
    granular(
        "read:field.default-value:jira", "read:field.option:jira", "read:field:jira", "read:group:jira",
        "read:issue-details:jira",
    ),
);

/// Find issues with a filter
///
/// In the filter's own order.
#[derive(Command)]
#[command(path = "filter run", effect = "read", result = "many", id = "/key")]
#[command(
    example = "jira filter run 10000",
    example = "jira filter run \"Open bugs\" --limit 0 --fields summary,status"
)]
#[http(FILTER, ISSUES, COUNT, SEARCH, fields::SITE)]
#[web(issue: jira "/browse/{key}")]
#[web(filter: jira "/issues?filter={id}")]
#[column("Key", "/key")]
#[column("Type", "/fields/issuetype/name")]
#[column("Summary", "/fields/summary")]
#[column("Status", "/fields/status/name", status)]
#[column("Assignee", "/fields/assignee/displayName", user)]
#[column("Priority", "/fields/priority/name")]
#[column("Updated", "/fields/updated", date)]
pub(crate) struct RunFilter {
    /// Filter, by id or name
    #[arg(positional)]
    filter: String,
    /// Most issues to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
    /// Fields to show, separated by commas (can be repeated)
    #[arg(long, value_name = "FIELDS")]
    fields: Vec<String>,
}

impl Run for RunFilter {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = filters::find(cx, &self.filter).await?;
        if cx.browse("filter", &[("id", &id)])? {
            return Ok(());
        }
        let jql = filters::query(cx, &id).await?;
        let count = cx.request(COUNT).json_body(&json!({"jql": jql}));
        listing::show(cx, cx.request(ISSUES).query("jql", jql), Some(count), &self.fields, self.limit).await
    }
}
