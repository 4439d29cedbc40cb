//! `jira search`: issues by JQL.

use crate::fields::{self, Shown};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::json;

const SEARCH: Endpoint = endpoint!(
    jira GET "/rest/api/3/search/jql",
    classic("read:jira-work"),
    granular(
        "read:issue-details:jira", "read:audit-log:jira", "read:avatar:jira", "read:field-configuration:jira",
        "read:issue-meta:jira",
    ),
);

/// How many issues a query finds; the search itself does not say.
const COUNT: Endpoint = endpoint!(
    jira POST "/rest/api/3/search/approximate-count",
    classic("read:jira-work"),
    granular(
        "read:issue-details:jira", "read:field.default-value:jira", "read:field.option:jira", "read:field:jira",
        "read:group:jira",
    ),
);

/// As many as Jira gives when fields are asked for.
const PAGE: Paging = Paging::token("issues", 100);

/// What the table shows.
const DEFAULT_FIELDS: &str = "issuetype,summary,status,assignee,priority,updated";

/// Find issues with JQL
///
/// Every page is fetched, until the limit or the end.
#[derive(Command)]
#[command(path = "search", alias = "issue search", effect = "read", result = "many", id = "/key")]
#[command(example = "jira search --jql \"project = DEMO ORDER BY created\"")]
#[command(example = "jira search --jql \"project = DEV\" --limit 0 --fields summary,status")]
#[http(SEARCH, COUNT, fields::SITE)]
#[web(issue: jira "/browse/{key}")]
#[web(search: jira "/issues?jql={jql}")]
#[column("Key", "/key")]
#[column("Type", "/fields/issuetype/name")]
#[column("Summary", "/fields/summary")]
#[column("Status", "/fields/status/name", status)]
#[column("Assignee", "/fields/assignee/displayName", user)]
#[column("Priority", "/fields/priority/name")]
#[column("Updated", "/fields/updated", date)]
pub(crate) struct Search {
    /// Query, for example "project = DEV AND status != Done"
    #[arg(long, value_name = "JQL")]
    jql: String,
    /// Most issues to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
    /// Fields to show, separated by commas (can be repeated)
    #[arg(long, value_name = "FIELDS")]
    fields: Vec<String>,
}

impl Run for Search {
    async fn run(self, cx: &Cx) -> Result<()> {
        if cx.browse("search", &[("jql", &self.jql)])? {
            return Ok(());
        }
        let fields = Shown::chosen(cx, &self.fields).await?;
        if let Some(fields) = &fields {
            cx.columns(fields.columns());
        }
        let fields = fields.map_or_else(|| DEFAULT_FIELDS.to_owned(), |fields| fields.to_string());
        let request = cx.request(SEARCH).query("jql", &self.jql).query("fields", fields);
        let mut pages = request.pages(PAGE, self.limit);
        let mut shown = 0;
        while let Some(issues) = pages.try_next().await? {
            shown += issues.len();
            issues.iter().try_for_each(|issue| cx.emit_raw(issue))?;
        }
        if pages.more() {
            cx.incomplete("`--limit 0` for all", self.total(cx, shown).await);
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Counted {
    count: u64,
}

impl Search {
    /// About how many issues there are. The listing is there without it: who may not count is not told of an error.
    async fn total(&self, cx: &Cx, shown: usize) -> Option<u64> {
        let answer = cx.request(COUNT).json_body(&json!({"jql": self.jql})).send().await.ok()?;
        let Counted { count } = answer.json().ok()?;
        (count > u64::try_from(shown).ok()?).then_some(count)
    }
}
