//! `jira issue clone`: a new issue with the fields of another one.

use super::copy::{Copied, copy};
use super::create::{self, CREATE};
use super::form::{self, Form};
use super::get::ISSUE;
use crate::fields::{self, Catalogue, Edits, listed};
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Map, Value, from_str, json};
use std::collections::BTreeMap;

const LINK_TYPES: Endpoint = endpoint!(
    jira GET "/rest/api/3/issueLinkType",
    classic("read:jira-work"),
    granular("read:issue-link-type:jira"),
);

const LINK: Endpoint = endpoint!(
    jira POST "/rest/api/3/issueLink",
    classic("write:jira-work"),
    granular("write:comment:jira", "write:issue-link:jira", "write:issue:jira"),
);

/// What Jira puts before the summary of a clone.
const BEFORE: &str = "CLONE - ";

/// Create an issue with the fields of another one
///
/// Every field that the new issue's screen has is copied, and flags override; what cannot be copied, such as a version
/// that another project does not have, is said. Comments, files, work and status stay where they are. The two are linked
/// as Jira links clones.
#[derive(Command)]
#[command(path = "issue clone", alias = "issue copy", effect = "write", result = "one", id = "/key")]
#[command(example = "jira issue clone DEV-1")]
#[command(example = "jira issue clone DEV-1 --project DEMO --summary \"Search forgets the second page, here too\"")]
#[http(ISSUE, CREATE, LINK_TYPES, LINK, fields::CREATE, fields::VALUES, form::AFTER)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Id", "/id")]
pub(crate) struct Clone {
    /// Key or id of the issue to copy
    #[arg(positional)]
    key: IssueKey,
    /// Project of the new issue, by key or id, if another
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
    /// Type of the new issue, by name or id, if another
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Summary; without it, the old one after "CLONE - "
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// Who does it: e-mail address, name, account id, `@me` or `none`
    #[arg(long, value_name = "PERSON")]
    assignee: Option<String>,
    /// Sprint, by name or id, or `active` or `next`
    #[arg(long, value_name = "SPRINT")]
    sprint: Option<String>,
    /// Any other field, by name or id (can be repeated)
    #[arg(long, short = 'f', value_name = "NAME=VALUE")]
    field: Vec<KeyValue>,
    /// Do not link the two
    #[arg(long)]
    no_link: bool,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Issue {
    key: String,
    fields: Map<String, Value>,
    /// What the fields are called.
    #[serde(default)]
    names: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct LinkTypes {
    issue_link_types: Vec<LinkType>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct LinkType {
    id: String,
    name: String,
    #[serde(default)]
    outward: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Created {
    key: String,
}

impl Run for Clone {
    async fn run(self, cx: &Cx) -> Result<()> {
        let issue: Issue = cx
            .request(ISSUE)
            .param("issueIdOrKey", &self.key.0)
            .query("fields", "*all")
            .query("expand", "names")
            .json()
            .await?;
        let own = |field: &str, member: &str| issue.fields.get(field)?.get(member)?.as_str().map(str::to_owned);
        let project = self.project.clone().or_else(|| own("project", "key")).unwrap_or_default();
        let kind = match (&self.kind, &self.project) {
            (Some(kind), _) => Some(kind.clone()),
            // Another project's type of that name may have another id.
            (None, Some(_)) => own("issuetype", "name"),
            (None, None) => own("issuetype", "id"),
        };
        let catalogue = Catalogue::of_project(cx, &project, &kind.unwrap_or_default()).await?;
        let mut edits = Edits::new(cx, &catalogue);
        let mut left = fill(&issue, &catalogue, &mut edits);
        if self.project.is_some() || self.kind.is_some() {
            left.extend(issue.off_screen(&catalogue));
        }
        let after = self.form().fill(cx, &catalogue, &mut edits).await?;
        if self.summary.is_none() {
            let summary = issue.fields.get("summary").and_then(Value::as_str).unwrap_or_default();
            edits.put("summary", json!(cloned(summary)));
        }
        edits.check_required()?;
        if !left.is_empty() {
            cx.warn(&format!("not copied, because {project} does not take it: {}", listed(left.iter().copied())));
        }
        let answer = cx.request(CREATE).json_body(&edits.body()).raw().await.map_err(|error| catalogue.named(error))?;
        create::finish(cx, &answer, &after).await?;
        if self.no_link {
            return Ok(());
        }
        let new: Created = from_str(answer.get()).map_err(|error| {
            Error::other(format!("the issue was created, but the answer does not name it: {error}"))
        })?;
        link(cx, &new.key, &issue.key).await.map_err(|error| {
            let message = format!("{} was created, but not linked to {}: {}", new.key, issue.key, error.message());
            error.worded(message)
        })
    }
}

impl Issue {
    /// Fields of the site's own that have a value here, and stand on no screen there.
    fn off_screen<'a>(&'a self, catalogue: &Catalogue) -> impl Iterator<Item = &'a str> {
        let has = |value: &Value| !(value.is_null() || value.as_array().is_some_and(Vec::is_empty));
        let lost = move |(id, value): &(&String, &Value)| {
            id.starts_with("customfield_") && has(value) && catalogue.by_id(id).is_none()
        };
        let lost: Vec<_> = self.fields.iter().filter(lost).filter_map(|(id, _)| self.names.get(id)).collect();
        lost.into_iter().map(String::as_str)
    }
}

impl Clone {
    fn form(&self) -> Form<'_> {
        Form {
            summary: self.summary.as_deref(),
            assignee: self.assignee.as_deref(),
            sprint: self.sprint.as_deref(),
            fields: &self.field,
            ..Form::default()
        }
    }
}

/// Copies what the new issue's screen has. Returns the name of each field whose value could not be copied.
fn fill<'a>(issue: &Issue, catalogue: &'a Catalogue, edits: &mut Edits<'_>) -> Vec<&'a str> {
    edits.place_new();
    let mut left = Vec::new();
    for field in catalogue.fields().iter().filter(|field| !matches!(field.id.as_str(), "project" | "issuetype")) {
        let Some(value) = issue.fields.get(&field.id) else { continue };
        match copy(field, value) {
            Copied::Nothing => {}
            Copied::Value(value) => edits.put(&field.id, value),
            Copied::Some(value) => {
                edits.put(&field.id, value);
                left.push(field.name.as_str());
            }
            Copied::Lost => left.push(field.name.as_str()),
        }
    }
    left
}

/// The summary of a clone, no longer than Jira takes it.
fn cloned(summary: &str) -> String {
    BEFORE.chars().chain(summary.chars()).take(255).collect()
}

/// Links the new issue to the old one, where the site links clones.
async fn link(cx: &Cx, new: &str, old: &str) -> Result<()> {
    let types: LinkTypes = cx.request(LINK_TYPES).json().await?;
    let clones = |kind: &&LinkType| kind.name == "Cloners" || kind.outward == "clones";
    let Some(kind) = types.issue_link_types.iter().find(clones) else {
        cx.warn("the site has no type of link for clones, so the two are not linked");
        return Ok(());
    };
    let body = json!({"type": {"id": kind.id}, "inwardIssue": {"key": new}, "outwardIssue": {"key": old}});
    cx.request(LINK).json_body(&body).send().await.map(|_| ())
}
