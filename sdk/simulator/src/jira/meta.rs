//! What can be set where an issue is made, and on one that is there: `createmeta` and `editmeta`.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::field::{Choice, EPIC_LINK, FIELDS, Field, RANK, SEVERITY, SPRINT, STORY_POINTS};
use super::issue::visible;
use super::{render, stored, workflow};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira, put};
use crate::state::{Data, Issue, position};

/// As many as a page has.
const MOST: usize = 200;

/// Where a field may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Screen {
    Create,
    Edit,
    /// Changes through the API need no screen, only a field that can be set.
    None,
}

/// Whether a field stands on a screen of an issue's project and type.
pub(crate) fn stands(data: &Data, issue: &Issue, field: &Field, screen: Screen) -> bool {
    let is_software = data.project(issue.project).kind == "software";
    match field.id {
        "project" => screen == Screen::Create,
        "status" | "creator" | "created" | "updated" | "resolution" | "resolutiondate" | "subtasks" | RANK => false,
        _ if screen == Screen::None => true,
        // Boards belong to software projects.
        SPRINT | STORY_POINTS => is_software,
        EPIC_LINK => is_software && !stored::is_epic(data, issue) && !stored::is_subtask(data, issue),
        "parent" => !stored::is_epic(data, issue),
        SEVERITY => is_bug(data, issue),
        _ => true,
    }
}

fn is_bug(data: &Data, issue: &Issue) -> bool {
    data.seed.issue_type.get(usize::from(issue.kind)).is_some_and(|kind| kind.name == "Bug")
}

/// Whether an issue cannot be without it.
pub(crate) fn required(data: &Data, issue: &Issue, field: &Field) -> bool {
    match field.id {
        "summary" | "issuetype" | "project" | "reporter" => true,
        "parent" => stored::is_subtask(data, issue),
        // One project where people have to say how bad it is.
        SEVERITY => is_bug(data, issue) && data.project(issue.project).key == "REL",
        _ => false,
    }
}

/// A field as a screen describes it.
pub(crate) fn describe(data: &Data, origin: &str, issue: &Issue, field: &Field) -> Value {
    let required = required(data, issue, field);
    let operations = match field.id {
        _ if field.is_list() && field.id != SPRINT => json!(["add", "set", "remove"]),
        "timetracking" => json!(["set", "edit"]),
        _ => json!(["set"]),
    };
    let mut value = json!({
        "required": required,
        "schema": field.schema(),
        "name": field.name,
        "key": field.id,
        "operations": operations,
    });
    if let Some(allowed) = allowed(data, origin, issue, field) {
        put(&mut value, "allowedValues", allowed);
    }
    if field.item() == "user" {
        put(&mut value, "autoCompleteUrl", json!(format!("{origin}/rest/api/3/user/search?query=")));
    }
    value
}

fn allowed(data: &Data, origin: &str, issue: &Issue, field: &Field) -> Option<Value> {
    let project = data.project(issue.project);
    Some(match field.item() {
        "priority" => data.seed.priority.iter().map(|found| render::priority(found, origin)).collect(),
        "issuetype" => data.seed.issue_type.iter().map(|kind| render::issue_type(kind, origin)).collect(),
        "project" => json!([render::project(project, origin)]),
        "option" | "option-with-child" => field.options.iter().map(|option| nested(option, origin)).collect(),
        "component" => {
            let own = stored::COMPONENTS.iter().filter(|component| component.project == project.key);
            own.map(|found| stored::component(found, origin)).collect()
        }
        "version" => {
            let own = data.seed.version.iter().filter(|version| version.project == project.key);
            own.map(|version| render::version(data, origin, version)).collect()
        }
        "resolution" => workflow::RESOLUTIONS.iter().map(|(id, _)| workflow::resolution(id, origin)).collect(),
        _ => return None,
    })
}

fn nested(option: &Choice, origin: &str) -> Value {
    let mut value = stored::choice(option, origin);
    if !option.children.is_empty() {
        put(&mut value, "children", option.children.iter().map(|child| stored::choice(child, origin)).collect());
    }
    value
}

/// `GET /rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes`
pub(crate) async fn issue_types(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(project): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    project_place(&data, caller, &project)?;
    let all: Vec<Value> = data.seed.issue_type.iter().map(|kind| render::issue_type(kind, &app.origin)).collect();
    page(&params, "issueTypes", &all)
}

/// `GET /rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}`
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((project, kind)): Path<(String, String)>,
    params: Params,
) -> Answer {
    let data = app.read();
    let project = project_place(&data, caller, &project)?;
    let kind = position(&data.seed.issue_type, |found| found.id == kind)
        .ok_or_else(|| jira(404, "Issue type could not be found."))?;
    let issue = Issue::of(project, kind);
    let described = FIELDS.iter().filter(|field| stands(&data, &issue, field, Screen::Create)).map(|field| {
        let mut value = describe(&data, &app.origin, &issue, field);
        put(&mut value, "hasDefaultValue", json!(matches!(field.id, "priority" | "reporter")));
        put(&mut value, "fieldId", json!(field.id));
        value
    });
    page(&params, "fields", &described.collect::<Vec<_>>())
}

/// `GET /rest/api/3/issue/{issueIdOrKey}/editmeta`
pub(crate) async fn edit(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let issue = data.issue(place).ok_or_else(super::issue::invisible)?;
    let fields = FIELDS.iter().filter(|field| stands(&data, issue, field, Screen::Edit));
    let mut described: Map<String, Value> =
        fields.map(|field| (field.id.to_owned(), describe(&data, &app.origin, issue, field))).collect();
    described.insert("comment".to_owned(), comment());
    reply::ok(&json!({"fields": described}))
}

/// Comments, where a screen takes one.
pub(crate) fn comment() -> Value {
    json!({
        "required": false,
        "schema": {"type": "comments-page", "system": "comment"},
        "name": "Comment",
        "key": "comment",
        "operations": ["add", "edit", "remove"],
    })
}

fn project_place(data: &Data, caller: Caller, key: &str) -> Result<u8, Refusal> {
    let found = position(&data.seed.project, |project| project.key == key || project.id == key);
    found.filter(|_| caller != Caller::Guest).ok_or_else(|| {
        let what = if key.chars().all(|c| c.is_ascii_digit()) { "id" } else { "key" };
        jira(404, &format!("No project could be found with {what} '{key}'."))
    })
}

fn page(params: &Params, name: &str, all: &[Value]) -> Answer {
    let (start, length) = (params.number("startAt", 0, 0, usize::MAX), params.number("maxResults", 50, 1, MOST));
    let shown: Vec<&Value> = all.iter().skip(start).take(length).collect();
    reply::ok(&json!({"startAt": start, "maxResults": length, "total": all.len(), name: shown}))
}
