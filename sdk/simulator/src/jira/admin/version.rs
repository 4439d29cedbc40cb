//! Versions of projects.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::super::render;
use super::{page, project_of, text, wrong};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira, put};
use crate::seed::{Category, Version};
use crate::state::{Data, Issue, position};

/// The place of a version that the caller may see.
fn find(data: &Data, caller: Caller, id: &str) -> Result<u8, Refusal> {
    let found = position(&data.seed.version, |version| version.id == id && !version.gone);
    let found = found.filter(|_| caller == Caller::Dev);
    found.ok_or_else(|| jira(404, &format!("Could not find version for id '{id}'")))
}

fn shown(data: &Data, origin: &str, place: u8) -> Value {
    data.seed.version.get(usize::from(place)).map_or(Value::Null, |version| render::version(data, origin, version))
}

/// The issues that are fixed in a version.
fn issues(data: &Data, version: u8) -> impl Iterator<Item = (usize, &Issue)> {
    data.issues()
        .filter(move |(_, issue)| issue.written.as_ref().is_some_and(|written| written.fix_versions.contains(&version)))
}

/// `GET /rest/api/3/project/{projectIdOrKey}/version`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let project = &data.project(project_of(&data, caller, &key)?).key;
    let (query, states) = (params.first("query").unwrap_or("").to_lowercase(), params.list("status"));
    let fits = |version: &&Version| {
        let state = match (version.archived, version.released.is_some()) {
            (true, _) => "archived",
            (false, true) => "released",
            (false, false) => "unreleased",
        };
        let texts = [&version.name, &version.description];
        version.project == *project
            && !version.gone
            && (states.is_empty() || states.iter().any(|wanted| wanted == state))
            && texts.iter().any(|text| text.to_lowercase().contains(&query))
    };
    let found = data.seed.version.iter().filter(fits);
    let values: Vec<Value> = found.map(|version| render::version(&data, &app.origin, version)).collect();
    reply::ok(&page(&params, &format!("{}/rest/api/3/project/{key}/version", app.origin), &values))
}

/// `GET /rest/api/3/version/{id}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let place = find(&data, caller, &id)?;
    let mut value = shown(&data, &app.origin, place);
    if params.list("expand").iter().any(|name| name == "issuesstatus") {
        let count =
            |category| issues(&data, place).filter(|(_, issue)| data.status(issue.status).category == category).count();
        let counts = json!({
            "unmapped": 0,
            "toDo": count(Category::New),
            "inProgress": count(Category::Indeterminate),
            "done": count(Category::Done),
        });
        put(&mut value, "issuesStatusForFixVersion", counts);
    }
    reply::ok(&value)
}

/// `GET /rest/api/3/version/{id}/unresolvedIssueCount`
pub(super) async fn unresolved(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let data = app.read();
    let place = find(&data, caller, &id)?;
    let open = issues(&data, place).filter(|(_, issue)| !data.is_done(issue)).count();
    reply::ok(&json!({
        "self": format!("{}/rest/api/3/version/{id}", app.origin),
        "issuesCount": issues(&data, place).count(),
        "issuesUnresolvedCount": open,
    }))
}

/// `POST /rest/api/3/version`
pub(super) async fn create(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let sent = super::super::body(&bytes)?;
    let mut data = app.write();
    let project = sent.get("projectId").and_then(Value::as_u64).map(|id| id.to_string());
    let project = project.ok_or_else(|| wrong(&[("projectId", "Project must be specified to create a version.")]))?;
    let project = data.project(project_of(&data, caller, &project)?).key.clone();
    if text(&sent, "name").is_none_or(|name| name.trim().is_empty()) {
        return Err(wrong(&[("name", "You must specify a valid version name")]));
    }
    let mut version = Version {
        id: String::new(),
        project,
        name: String::new(),
        released: None,
        planned: None,
        start: None,
        description: String::new(),
        archived: false,
        gone: false,
    };
    change(&data, &mut version, &sent)?;
    version.id = data.admin.next().to_string();
    let answer = render::version(&data, &app.origin, &version);
    data.seed.version.push(version);
    Ok(reply::json(201, &answer))
}

/// `PUT /rest/api/3/version/{id}`
pub(super) async fn update(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    let sent = super::super::body(&bytes)?;
    let mut data = app.write();
    let place = find(&data, caller, &id)?;
    let mut version = data.seed.version.get(usize::from(place)).cloned().ok_or_else(super::super::payload)?;
    change(&data, &mut version, &sent)?;
    if let Some(address) = text(&sent, "moveUnfixedIssuesTo") {
        let other = find(&data, caller, address.rsplit('/').next().unwrap_or_default())?;
        let open: Vec<usize> =
            issues(&data, place).filter(|(_, issue)| !data.is_done(issue)).map(|(place, _)| place).collect();
        replace(&mut data, &open, place, Some(other));
    }
    if let Some(old) = data.seed.version.get_mut(usize::from(place)) {
        *old = version;
    }
    reply::ok(&shown(&data, &app.origin, place))
}

fn change(data: &Data, version: &mut Version, sent: &Map<String, Value>) -> Result<(), Refusal> {
    if let Some(name) = text(sent, "name") {
        let taken = data.seed.version.iter().any(|other| {
            other.project == version.project && other.id != version.id && other.name == name && !other.gone
        });
        if taken {
            return Err(wrong(&[("name", "A version with this name already exists in this project.")]));
        }
        name.clone_into(&mut version.name);
    }
    if let Some(description) = text(sent, "description") {
        description.clone_into(&mut version.description);
    }
    for name in ["startDate", "releaseDate"] {
        let Some(day) = text(sent, name) else { continue };
        if !is_day(day) {
            return Err(wrong(&[(name, "The date is not in the format yyyy-MM-dd.")]));
        }
        if name == "startDate" {
            version.start = Some(day.to_owned());
        } else if version.released.is_some() {
            version.released = Some(day.to_owned());
        } else {
            version.planned = Some(day.to_owned());
        }
    }
    if let Some(archived) = sent.get("archived").and_then(Value::as_bool) {
        version.archived = archived;
    }
    match sent.get("released").and_then(Value::as_bool) {
        Some(true) if version.released.is_none() => {
            version.released = Some(version.planned.take().unwrap_or_default());
        }
        Some(false) => version.planned = version.released.take().filter(|day| !day.is_empty()),
        _ => {}
    }
    Ok(())
}

fn is_day(text: &str) -> bool {
    text.len() == 10
        && text.chars().enumerate().all(|(at, c)| if at == 4 || at == 7 { c == '-' } else { c.is_ascii_digit() })
}

/// Gives issues another version in place of one, or none.
fn replace(data: &mut Data, issues: &[usize], version: u8, other: Option<u8>) {
    for place in issues {
        let Some(written) = data.issue_mut(*place).and_then(|issue| issue.written.as_mut()) else { continue };
        written.fix_versions.retain(|own| *own != version);
        if let Some(other) = other.filter(|other| !written.fix_versions.contains(other)) {
            written.fix_versions.push(other);
        }
    }
}

fn take_away(data: &mut Data, version: u8, other: Option<u8>) {
    let all: Vec<usize> = issues(data, version).map(|(place, _)| place).collect();
    replace(data, &all, version, other);
    if let Some(version) = data.seed.version.get_mut(usize::from(version)) {
        version.gone = true;
    }
}

/// `PUT /rest/api/3/version/{id}/mergeto/{moveIssuesTo}`
pub(super) async fn merge(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((id, other)): Path<(String, String)>,
) -> Answer {
    let mut data = app.write();
    let (version, other) = (find(&data, caller, &id)?, find(&data, caller, &other)?);
    swap(&mut data, version, Some(other))?;
    Ok(reply::with_header(reply::empty(204), "content-type", "application/json;charset=UTF-8"))
}

/// `POST /rest/api/3/version/{id}/removeAndSwap`
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    let sent = super::super::body(&bytes)?;
    let mut data = app.write();
    let version = find(&data, caller, &id)?;
    let named = |name: &str| sent.get(name).and_then(Value::as_u64).map(|id| find(&data, caller, &id.to_string()));
    let (fix, _affected) = (named("moveFixIssuesTo").transpose()?, named("moveAffectedIssuesTo").transpose()?);
    swap(&mut data, version, fix)?;
    Ok(reply::with_header(reply::empty(204), "content-type", "application/json;charset=UTF-8"))
}

fn swap(data: &mut Data, version: u8, other: Option<u8>) -> Result<(), Refusal> {
    let project = |place: u8| data.seed.version.get(usize::from(place)).map(|version| version.project.clone());
    if other.is_some_and(|other| other == version || project(other) != project(version)) {
        return Err(jira(400, "The replacement version must be another version of the same project."));
    }
    take_away(data, version, other);
    Ok(())
}
