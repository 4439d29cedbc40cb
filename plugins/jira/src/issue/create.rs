//! `jira issue create`: a new issue, its fields by name and checked before it is sent.

use super::form::{self, Form};
use crate::fields::{self, Catalogue, Edits};
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::from_str;

pub(crate) const CREATE: Endpoint = endpoint!(
    jira POST "/rest/api/3/issue",
    classic("write:jira-work"),
    granular(
        "read:issue:jira", "write:attachment:jira", "write:comment.property:jira", "write:comment:jira",
        "write:issue:jira",
    ),
);

/// Create an issue
///
/// Fields are named as on Jira's screen: `--field "Story Points=5"`. A list takes several values with commas between, a
/// choice below another one is written `Europe > Vienna`, and `--field NAME:=JSON` sends JSON as it is. A value is taken as
/// it is typed, as Markdown where the field is a long text; `--field` reads no `@FILE`. What a field does not take is
/// refused before anything is sent, with what it takes.
#[derive(Command)]
#[command(path = "issue create", alias = "issue new", effect = "write", result = "one", id = "/key")]
#[command(example = "jira issue create --project DEV --type Bug --summary \"Search forgets the third page\"")]
#[command(
    example = "jira issue create --project DEV --type Story --summary \"Sort what is found\" --description @text.md --assignee @me --epic DEV-5 --sprint active --field \"Story Points=5\""
)]
#[http(CREATE, fields::CREATE, fields::VALUES, form::AFTER)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Id", "/id")]
pub(crate) struct Create {
    /// Project, by key or id
    #[arg(long, value_name = "PROJECT")]
    project: String,
    /// Issue type, by name or id
    #[arg(long = "type", value_name = "TYPE")]
    kind: String,
    /// Summary
    #[arg(long, value_name = "TEXT")]
    summary: String,
    /// Description, as Markdown; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    description: Option<Text>,
    /// Environment, as Markdown; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    environment: Option<Text>,
    /// Who does it: e-mail address, name, account id, `@me` or `none`
    #[arg(long, value_name = "PERSON")]
    assignee: Option<String>,
    /// Who reports it, named as with --assignee
    #[arg(long, value_name = "PERSON")]
    reporter: Option<String>,
    /// Priority, by name or id
    #[arg(long, value_name = "PRIORITY")]
    priority: Option<String>,
    /// Label (can be repeated)
    #[arg(long, value_name = "LABEL")]
    label: Vec<String>,
    /// Component, by name or id (can be repeated)
    #[arg(long, value_name = "COMPONENT")]
    component: Vec<String>,
    /// Version that will have it, by name or id (can be repeated)
    #[arg(long, value_name = "VERSION")]
    fix_version: Vec<String>,
    /// Version that shows the trouble, by name or id (can be repeated)
    #[arg(long, value_name = "VERSION")]
    affects_version: Vec<String>,
    /// Key of the issue above it
    #[arg(long, value_name = "KEY")]
    parent: Option<String>,
    /// Key of its epic
    #[arg(long, value_name = "KEY", conflicts = "parent")]
    epic: Option<String>,
    /// Day when it is due: `2026-01-31`, `tomorrow`, `+7d`
    #[arg(long, value_name = "DAY")]
    due: Option<String>,
    /// Estimate, for example `3d 4h`
    #[arg(long, value_name = "TIME")]
    estimate: Option<String>,
    /// Sprint, by name or id, or `active` or `next`
    #[arg(long, value_name = "SPRINT")]
    sprint: Option<String>,
    /// Any other field, by name or id (can be repeated)
    #[arg(long, short = 'f', value_name = "NAME=VALUE")]
    field: Vec<KeyValue>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Created {
    key: String,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let catalogue = Catalogue::of_project(cx, &self.project, &self.kind).await?;
        let mut edits = Edits::new(cx, &catalogue);
        edits.place_new();
        let after = self.form().fill(cx, &catalogue, &mut edits).await?;
        edits.check_required()?;
        let answer = cx.request(CREATE).json_body(&edits.body()).raw().await.map_err(|error| catalogue.named(error))?;
        finish(cx, &answer, &after).await
    }
}

/// Does what is left for a new issue, and shows it.
///
/// # Errors
///
/// When something is left undone. The error says that the issue is there.
pub(super) async fn finish(cx: &Cx, answer: &RawValue, after: &form::After) -> Result<()> {
    let Created { key } = from_str(answer.get())
        .map_err(|error| Error::other(format!("the issue was created, but the answer does not name it: {error}")))?;
    match cx.profile("web-origin.jira") {
        Some(origin) => cx.success(&format!("created {key}: {origin}/browse/{key}")),
        None => cx.success(&format!("created {key}")),
    }
    cx.emit_raw(answer)?;
    after.perform(cx, &IssueKey(key.clone())).await.map_err(|error| {
        let message = format!("{key} was created, but not put into the sprint: {}", error.message());
        error.worded(message)
    })
}

impl Create {
    fn form(&self) -> Form<'_> {
        Form {
            summary: Some(&self.summary),
            description: self.description.as_ref(),
            environment: self.environment.as_ref(),
            assignee: self.assignee.as_deref(),
            reporter: self.reporter.as_deref(),
            priority: self.priority.as_deref(),
            parent: self.parent.as_deref(),
            epic: self.epic.as_deref(),
            due: self.due.as_deref(),
            estimate: self.estimate.as_deref(),
            labels: &self.label,
            components: &self.component,
            fix_versions: &self.fix_version,
            affects_versions: &self.affects_version,
            sprint: self.sprint.as_deref(),
            fields: &self.field,
        }
    }
}
