//! `jira issue get`: one issue by key.

use crate::document;
use crate::fields::{self, Shown};
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::value::to_raw_value;
use atlassian_plugin_sdk::serde_json::{Map, Value, json};

pub(crate) const ISSUE: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}",
    classic("read:jira-work"),
    granular(
        "read:issue-meta:jira", "read:issue-security-level:jira", "read:issue.vote:jira", "read:issue.changelog:jira",
        "read:avatar:jira", "read:issue:jira", "read:status:jira", "read:user:jira", "read:field-configuration:jira",
    ),
);

/// Show one issue
///
/// Tables and Markdown have the description below, as Markdown, and the sprint where there is one; JSON and YAML have the
/// issue as the site sends it. `--fields "*all"` shows every field that has a value.
/// What --body-only prints, `jira issue update KEY --description @FILE` takes back unchanged.
#[derive(Command)]
#[command(path = "issue get", alias = "issue view", effect = "read", result = "one", id = "/key")]
#[command(example = "jira issue get DEV-1", example = "jira issue get DEV-1 --fields summary,status")]
#[command(example = "jira issue get DEV-1 --fields \"Story Points,Sprint\" --format json")]
#[command(example = "jira issue get DEV-1 --body-only")]
#[http(ISSUE, fields::SITE)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Type", "/fields/issuetype/name")]
#[column("Summary", "/fields/summary")]
#[column("Status", "/fields/status/name", status)]
#[column("Resolution", "/fields/resolution/name")]
#[column("Assignee", "/fields/assignee/displayName", user)]
#[column("Reporter", "/fields/reporter/displayName", user)]
#[column("Priority", "/fields/priority/name")]
#[column("Labels", "/fields/labels")]
#[column("Parent", "/fields/parent/key")]
#[column("Created", "/fields/created", date)]
#[column("Updated", "/fields/updated", date)]
pub(crate) struct Get {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Fields to show, by name or id, separated by commas (can be repeated)
    #[arg(long, value_name = "FIELDS")]
    fields: Vec<String>,
    /// Show the description alone, as Markdown
    #[arg(long, conflicts = "fields")]
    body_only: bool,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Issue<'a> {
    #[serde(borrow, default)]
    key: Option<&'a RawValue>,
    #[serde(borrow)]
    fields: Described<'a>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Described<'a> {
    #[serde(borrow, default)]
    description: Option<&'a RawValue>,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = cx.request(ISSUE).param("issueIdOrKey", &self.key.0);
        if self.body_only {
            return body_only(cx, &request.query("fields", "description").raw().await?);
        }
        let shown = Shown::chosen(cx, &self.fields).await?;
        let issue = request.query_opt("fields", shown.as_ref()).raw().await?;
        let is_all = match &shown {
            Some(shown) if shown.is_pattern() => {
                cx.columns(shown.columns_of(cx, &values(&issue)?).await?);
                true
            }
            Some(shown) => {
                cx.columns(shown.columns());
                false
            }
            None => {
                let sprint = values(&issue)?.into_iter().find(|(_, value)| is_sprint(value)).map(|(id, _)| id);
                if let Some(id) = sprint {
                    cx.columns(usual(&id));
                }
                true
            }
        };
        // Whoever names fields wants those.
        let text = if is_all { document::read(read(&issue)?.fields.description) } else { String::new() };
        cx.view_raw(&issue, &text)
    }
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Values {
    fields: Map<String, Value>,
}

fn values(issue: &RawValue) -> Result<Map<String, Value>> {
    atlassian_plugin_sdk::read::<Values>("the issue", issue).map(|issue| issue.fields)
}

/// Whether a value is the sprints of an issue, whose field has another number on each site.
fn is_sprint(value: &Value) -> bool {
    let is_one = |one: &Value| ["boardId", "state", "name"].iter().all(|name| one.get(name).is_some());
    value.as_array().is_some_and(|all| !all.is_empty() && all.iter().all(is_one))
}

/// The columns that are declared, and the sprint.
fn usual(sprint: &str) -> Vec<Column> {
    let declared = [
        ("Key", &["key"][..]),
        ("Type", &["fields", "issuetype", "name"]),
        ("Summary", &["fields", "summary"]),
        ("Status", &["fields", "status", "name"]),
        ("Resolution", &["fields", "resolution", "name"]),
        ("Assignee", &["fields", "assignee", "displayName"]),
        ("Reporter", &["fields", "reporter", "displayName"]),
        ("Priority", &["fields", "priority", "name"]),
        ("Labels", &["fields", "labels"]),
        ("Parent", &["fields", "parent", "key"]),
        ("Sprint", &["fields", sprint]),
        ("Created", &["fields", "created"]),
        ("Updated", &["fields", "updated"]),
    ];
    declared.into_iter().map(|(title, path)| Column::new(title, path.iter().copied())).collect()
}

/// The description as all there is. In JSON it is the issue with nothing else.
fn body_only(cx: &Cx, issue: &RawValue) -> Result<()> {
    let Issue { key, fields } = read(issue)?;
    let text = document::read(fields.description);
    // No fields, so that the text is all that a table shows.
    cx.columns([]);
    let record = json!({"key": key, "description": fields.description, "markdown": text});
    let record =
        to_raw_value(&record).map_err(|error| Error::other(format!("the description cannot be shown: {error}")))?;
    cx.view_raw(&record, &text)
}

fn read(issue: &RawValue) -> Result<Issue<'_>> {
    atlassian_plugin_sdk::read("the issue", issue)
}
