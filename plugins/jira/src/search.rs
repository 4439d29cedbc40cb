//! `jira search`: issues by JQL, written by hand or put together from flags.

use crate::fields;
use crate::jql::{self, Jql};
use crate::listing;
use crate::people;
use atlassian_plugin_sdk::prelude::*;
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

/// Find issues
///
/// By JQL, by flags, or by both: a flag narrows the query down. A flag that is repeated, or has several values with
/// commas between, finds issues with any of them; `!` before a value leaves issues with it out, and `none` finds those
/// without a value. Every page is fetched, until the limit or the end.
#[derive(Command)]
#[command(path = "search", alias = "issue search", alias = "issue list", effect = "read", result = "many", id = "/key")]
#[command(example = "jira search --jql \"project = DEMO ORDER BY created\"")]
#[command(
    example = "jira search --project DEV --status \"To Do\" --status \"In Progress\" --order-by \"updated desc\""
)]
#[command(example = "jira search --project DEV --assignee @me --fields \"summary,status,Story Points\" --limit 0")]
#[command(example = "jira search --project DEV --type Bug --text \"second page\" --show-query")]
#[http(SEARCH, COUNT, fields::SITE, people::FIND)]
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
    jql: Option<String>,
    /// Project, by key, name or id (can be repeated)
    #[arg(long, value_name = "PROJECT")]
    project: Vec<String>,
    /// Status, by name or id (can be repeated)
    #[arg(long, value_name = "STATUS")]
    status: Vec<String>,
    /// Who it is assigned to: e-mail address, name, account id, `@me` or `none` (can be repeated)
    #[arg(long, value_name = "PERSON")]
    assignee: Vec<String>,
    /// Who reported it, named as with --assignee (can be repeated)
    #[arg(long, value_name = "PERSON")]
    reporter: Vec<String>,
    /// Label (can be repeated)
    #[arg(long, value_name = "LABEL")]
    label: Vec<String>,
    /// Issue type, by name or id (can be repeated)
    #[arg(long = "type", value_name = "TYPE")]
    kind: Vec<String>,
    /// Priority, by name or id (can be repeated)
    #[arg(long, value_name = "PRIORITY")]
    priority: Vec<String>,
    /// Component, by name or id (can be repeated)
    #[arg(long, value_name = "COMPONENT")]
    component: Vec<String>,
    /// Version that fixes it, by name or id (can be repeated)
    #[arg(long, value_name = "VERSION")]
    fix_version: Vec<String>,
    /// Sprint, by name or id, or `active`, `future` or `closed` (can be repeated)
    #[arg(long, value_name = "SPRINT")]
    sprint: Vec<String>,
    /// Key of the parent or epic (can be repeated)
    #[arg(long, value_name = "KEY")]
    parent: Vec<String>,
    /// Words in summary, description, comments and other texts
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    /// Field to sort by, such as `key` or `updated desc`; several with commas between (can be repeated)
    #[arg(long, value_name = "FIELD")]
    order_by: Vec<String>,
    /// Show the JQL that the flags make, and search for nothing
    #[arg(long)]
    show_query: bool,
    /// Most issues to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
    /// Fields to show, by name or id, separated by commas (can be repeated)
    #[arg(long, value_name = "FIELDS")]
    fields: Vec<String>,
}

impl Run for Search {
    async fn run(self, cx: &Cx) -> Result<()> {
        let query = self.query(cx).await?;
        if self.show_query {
            cx.columns([Column::new("JQL", ["jql"])]);
            return cx.emit(&json!({"jql": query}));
        }
        if cx.browse("search", &[("jql", &query)])? {
            return Ok(());
        }
        let count = cx.request(COUNT).json_body(&json!({"jql": query}));
        let request = cx.request(SEARCH).query("jql", &query);
        listing::show(cx, request, Some(count), &self.fields, self.limit).await
    }
}

impl Search {
    async fn query(&self, cx: &Cx) -> Result<String> {
        let mut jql = Jql::of(self.jql.as_deref());
        for (field, values) in [
            ("project", &self.project),
            ("status", &self.status),
            ("type", &self.kind),
            ("priority", &self.priority),
            ("labels", &self.label),
            ("component", &self.component),
            ("fixVersion", &self.fix_version),
            ("parent", &self.parent),
        ] {
            jql.one_of(field, &split(values));
        }
        for (field, people) in [("assignee", &self.assignee), ("reporter", &self.reporter)] {
            jql.one_of(field, &accounts(cx, people).await?);
        }
        jql.sprint(&split(&self.sprint));
        if let Some(text) = &self.text {
            jql.contains("text", text);
        }
        if jql.is_unbounded() {
            return Err(Error::usage("nothing says which issues to look for")
                .hint("add `--project KEY`, `--assignee @me` or another flag, or `--jql \"…\"`"));
        }
        jql.order_by(&self.order_by);
        Ok(jql.to_string())
    }
}

/// Values with commas between are several.
fn split(values: &[String]) -> Vec<String> {
    let parts = values.iter().flat_map(|list| list.split(','));
    parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Account ids of people; `none` and the `!` before a person stay. A name may have a comma.
async fn accounts(cx: &Cx, people: &[String]) -> Result<Vec<String>> {
    let mut accounts = Vec::new();
    for person in people {
        let (sign, person) = person.trim().strip_prefix('!').map_or(("", person.trim()), |rest| ("!", rest));
        let account = people::find(cx, person).await?;
        accounts.push(format!("{sign}{}", account.as_deref().unwrap_or(jql::NONE)));
    }
    Ok(accounts)
}
