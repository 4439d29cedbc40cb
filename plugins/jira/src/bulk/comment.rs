//! `jira bulk comment`: the same comment on many issues, once on each.

use super::{Chosen, issues, select};
use crate::document;
use crate::moment;
use atlassian_plugin_sdk::bulk::{Bulk, Item, Outcome, Plan, Task};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::richtext;
use atlassian_plugin_sdk::serde::{self, Deserialize, Serialize};
use atlassian_plugin_sdk::serde_json::{Value, json};

const COMMENTS: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}/comment",
    classic("read:jira-work"),
    granular(
        "read:avatar:jira", "read:comment.property:jira", "read:comment:jira", "read:group:jira",
        "read:project-role:jira", "read:project:jira", "read:user:jira",
    ),
);

const ADD: Endpoint = endpoint!(
    jira POST "/rest/api/3/issue/{issueIdOrKey}/comment",
    classic("write:jira-work"),
    granular(
        "read:avatar:jira", "read:comment.property:jira", "read:comment:jira", "read:group:jira",
        "read:project-role:jira", "read:project:jira", "read:user:jira", "write:comment:jira",
    ),
);

/// Name of the property by which a comment is known again.
const MARK: &str = "atlassian-cli.bulk";
/// How far the site's clock and zone may be from ours.
const SKEW: i64 = 24 * 60 * 60 * 1000;

/// Comment on many issues
///
/// Each comment has a property that names the journal and its place in it. After an answer that was lost, it is looked
/// for before it is written again: by the property or, where the site does not show it, by its text.
#[derive(Command)]
#[command(path = "bulk comment", effect = "write", result = "many", id = "/key")]
#[command(need = "journal", need = "prompt", need = "files")]
#[command(example = "jira bulk comment --jql \"fixVersion = 1.4.0\" --body \"Released **today**.\" --yes")]
#[command(example = "jira bulk comment --keys DEV-1,DEV-2 --body @notes.txt --dry-run")]
#[http(select::CHOOSE, COMMENTS, ADD)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Status", "/status", status)]
#[column("Message", "/message")]
pub(crate) struct Comment {
    /// Query that finds the issues
    #[arg(long, value_name = "JQL")]
    jql: Option<String>,
    /// Keys of the issues, separated by commas (can be repeated)
    #[arg(long, value_name = "KEYS")]
    keys: Vec<String>,
    /// Filter that finds the issues, by name or id
    #[arg(long, value_name = "FILTER")]
    filter: Option<String>,
    /// File with keys, one a line or in a column `key` of CSV, JSON or JSONL
    #[arg(long, value_name = "FILE")]
    from_file: Option<InputFile>,
    /// The comment as Markdown; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    body: Text,
}

/// What is needed to write one.
#[derive(Serialize, Deserialize)]
#[serde(crate = "self::serde")]
struct Input {
    body: Value,
    /// When it was planned, in milliseconds since 1970.
    planned: u64,
}

/// A comment as far as it is looked at.
#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Found {
    id: String,
    #[serde(default)]
    created: String,
    #[serde(default)]
    body: Value,
    #[serde(default)]
    properties: Vec<Property>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Property {
    key: String,
    value: Value,
}

impl Run for Comment {
    async fn run(self, cx: &Cx) -> Result<()> {
        Bulk::new("commenting").run(cx, async || self.plan(cx).await, async |task| one(cx, task).await).await
    }
}

impl Comment {
    async fn plan(&self, cx: &Cx) -> Result<Plan> {
        let Self { jql, keys, filter, from_file, body } = self;
        if body.0.trim().is_empty() {
            return Err(Error::usage("the comment is empty"));
        }
        let input = Input { body: document::written(body), planned: cx.now().unix_ms };
        let chosen = Chosen { jql: jql.as_deref(), keys, filter: filter.as_deref(), from_file: from_file.as_ref() };
        let found = chosen.issues(cx, "summary").await?;
        let items = found.iter().map(|issue| Ok(Item::new(&issue.key, &input)?.about(issue.about(""))));
        let items = items.collect::<Result<Vec<_>>>()?;
        let beginning = document::beginning(&richtext::to_markdown(&input.body));
        Ok(Plan::new(format!("comment on {}: {beginning}", issues(items.len())), items))
    }
}

async fn one(cx: &Cx, task: &Task) -> Result<Outcome> {
    let Input { body, planned } = task.input()?;
    let mark = json!({"journal": *task.journal, "row": task.row()});
    if task.again {
        let request = cx.request(COMMENTS).param("issueIdOrKey", &task.key).query("expand", "properties");
        let there: Vec<Found> = request.query("orderBy", "-created").all(Paging::offset("comments", 100)).await?;
        let is_marked = |found: &&Found| found.properties.iter().any(|own| own.key == MARK && own.value == mark);
        let since = moment::utc(i64::try_from(planned).unwrap_or(i64::MAX).saturating_sub(SKEW));
        let text = richtext::to_markdown(&body);
        let is_same = |found: &&Found| {
            found.properties.is_empty() && found.created > since && richtext::to_markdown(&found.body) == text
        };
        if let Some(found) = there.iter().find(is_marked).or_else(|| there.iter().find(is_same)) {
            return Ok(Outcome::done(format!("comment {}", found.id)));
        }
    }
    let body = json!({"body": body, "properties": [{"key": MARK, "value": mark}]});
    let made: Found = cx.request(ADD).param("issueIdOrKey", &task.key).json_body(&body).json().await?;
    Ok(Outcome::done(format!("comment {}", made.id)))
}
