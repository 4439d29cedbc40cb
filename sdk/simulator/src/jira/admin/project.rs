//! Projects are made, changed and deleted.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::{administrator, project_of, text, wrong};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::seed::Project;
use crate::state::Data;

const KINDS: [&str; 3] = ["software", "business", "service_desk"];

/// `POST /rest/api/3/project`
pub(super) async fn create(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let sent = super::super::body(&bytes)?;
    administrator(caller)?;
    let mut data = app.write();
    let (key, name, kind) = (text(&sent, "key"), text(&sent, "name"), text(&sent, "projectTypeKey"));
    let mut errors = Vec::new();
    let is_key = |key: &&str| {
        (2..=10).contains(&key.len())
            && key.starts_with(|c: char| c.is_ascii_uppercase())
            && key.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    };
    if key.is_none_or(|key| !is_key(&key)) {
        errors.push(("projectKey", "Project keys must start with an uppercase letter, followed by one or more uppercase alphanumeric characters."));
    } else if key.is_some_and(|key| data.seed.project.iter().any(|project| project.key == key)) {
        errors.push(("projectKey", "A project with that key already exists."));
    }
    let taken = |name: &str| data.seed.project.iter().any(|project| project.name == name && !project.gone);
    if name.is_none_or(|name| name.trim().is_empty()) {
        errors.push(("projectName", "You must specify a valid project name."));
    } else if name.is_some_and(taken) {
        errors.push(("projectName", "A project with that name already exists."));
    }
    if kind.is_none_or(|kind| !KINDS.contains(&kind)) {
        errors.push(("projectType", "The project type is not valid."));
    }
    let lead = text(&sent, "leadAccountId").and_then(|account| data.user_by_account(account));
    if lead.is_none() {
        errors.push(("projectLead", "You must specify a valid project lead."));
    }
    if !errors.is_empty() {
        return Err(wrong(&errors));
    }
    let own = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let id = (10_000 + data.seed.project.len()).to_string();
    let project = Project {
        id: id.clone(),
        key: own(key),
        name: own(name),
        kind: own(kind),
        description: own(text(&sent, "description")),
        url: own(text(&sent, "url")),
        lead: lead.unwrap_or_default(),
        gone: false,
    };
    data.add_project(project);
    let link = format!("{}/rest/api/3/project/{id}", app.origin);
    Ok(reply::json(201, &json!({"self": link, "id": id.parse::<u64>().unwrap_or(0), "key": key})))
}

/// `PUT /rest/api/3/project/{projectIdOrKey}`
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    bytes: Bytes,
) -> Answer {
    let sent = super::super::body(&bytes)?;
    let mut data = app.write();
    let place = project_of(&data, caller, &key)?;
    let changed = changed(&data, place, &sent)?;
    if let Some(project) = data.seed.project.get_mut(usize::from(place)) {
        *project = changed;
    }
    reply::ok(&super::super::project::whole(&data, &app.origin, place))
}

fn changed(data: &Data, place: u8, sent: &Map<String, Value>) -> Result<Project, Refusal> {
    let mut project = data.project(place).clone();
    if let Some(name) = text(sent, "name") {
        if data.seed.project.iter().any(|other| other.name == name && other.id != project.id && !other.gone) {
            return Err(wrong(&[("projectName", "A project with that name already exists.")]));
        }
        name.clone_into(&mut project.name);
    }
    if let Some(account) = text(sent, "leadAccountId") {
        let lead = data.user_by_account(account);
        project.lead = lead.ok_or_else(|| wrong(&[("projectLead", "You must specify a valid project lead.")]))?;
    }
    for (name, field) in [("description", &mut project.description), ("url", &mut project.url)] {
        if let Some(text) = text(sent, name) {
            text.clone_into(field);
        }
    }
    Ok(project)
}

/// `DELETE /rest/api/3/project/{projectIdOrKey}`: the trash is not simulated.
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    _: Params,
) -> Answer {
    let mut data = app.write();
    let place = project_of(&data, caller, &key)?;
    data.remove_project(place);
    Ok(reply::empty(204))
}
