//! Components of projects.

use std::io;
use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::render;
use super::{page, place, project_of, text, wrong};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira, put};
use crate::state::Data;

const KINDS: [&str; 4] = ["PROJECT_DEFAULT", "COMPONENT_LEAD", "PROJECT_LEAD", "UNASSIGNED"];

/// One component.
#[derive(Debug, Clone)]
pub(super) struct Component {
    id: u64,
    project: u8,
    name: String,
    description: String,
    lead: Option<u8>,
    assignee_type: String,
}

/// One as the data file has it.
#[derive(Deserialize)]
pub(super) struct Seed {
    id: u64,
    project: String,
    name: String,
    description: String,
    lead: Option<String>,
}

impl Component {
    pub(super) fn seeded(data: &Data, seed: Seed) -> io::Result<Self> {
        let lead = match &seed.lead {
            Some(email) => Some(place(data.user_by_email(email), email)?),
            None => None,
        };
        let project = place(data.project_by_key(&seed.project), &seed.project)?;
        let Seed { id, name, description, .. } = seed;
        Ok(Self { id, project, name, description, lead, assignee_type: "PROJECT_DEFAULT".to_owned() })
    }

    fn change(&mut self, data: &Data, sent: &Map<String, Value>) -> Result<(), Refusal> {
        if let Some(name) = text(sent, "name") {
            let taken = data.admin.components.iter().any(|other| {
                other.project == self.project && other.id != self.id && other.name.eq_ignore_ascii_case(name)
            });
            if name.trim().is_empty() || taken {
                let sentence = if taken {
                    "A component with the name already exists in this project."
                } else {
                    "The component name specified is invalid - cannot be an empty string."
                };
                return Err(wrong(&[("name", sentence)]));
            }
            name.clone_into(&mut self.name);
        }
        if let Some(description) = text(sent, "description") {
            description.clone_into(&mut self.description);
        }
        match text(sent, "leadAccountId") {
            None => {}
            Some("") => self.lead = None,
            Some(account) => {
                let lead = data.user_by_account(account);
                let error = || wrong(&[("leadAccountId", "The component lead does not exist.")]);
                self.lead = Some(lead.ok_or_else(error)?);
            }
        }
        if let Some(kind) = text(sent, "assigneeType") {
            if !KINDS.contains(&kind) {
                return Err(super::super::payload());
            }
            kind.clone_into(&mut self.assignee_type);
        }
        Ok(())
    }

    fn json(&self, data: &Data, origin: &str) -> Value {
        let project = data.project(self.project);
        let mut value = json!({
            "self": format!("{origin}/rest/api/3/component/{}", self.id),
            "id": self.id.to_string(),
            "name": self.name,
            "description": self.description,
            "assigneeType": self.assignee_type,
            "realAssigneeType": self.assignee_type,
            "isAssigneeTypeValid": true,
            "project": project.key,
            "projectId": project.id.parse::<u64>().unwrap_or(0),
        });
        if let Some(lead) = self.lead {
            put(&mut value, "lead", render::user(data, origin, lead));
        }
        value
    }
}

fn find(data: &Data, caller: Caller, id: &str) -> Result<Component, Refusal> {
    let found = data.admin.components.iter().find(|component| component.id.to_string() == id);
    let found = found.filter(|_| caller == Caller::Dev).cloned();
    found.ok_or_else(|| jira(404, &format!("The component with id {id} does not exist.")))
}

/// `GET /rest/api/3/project/{projectIdOrKey}/component`: which issues have one is not counted.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let project = project_of(&data, caller, &key)?;
    let query = params.first("query").unwrap_or("").to_lowercase();
    let fits = |component: &&Component| {
        let texts = [&component.name, &component.description];
        component.project == project && texts.iter().any(|text| text.to_lowercase().contains(&query))
    };
    let mut found: Vec<&Component> = data.admin.components.iter().filter(fits).collect();
    found.sort_by_key(|component| component.name.to_lowercase());
    let values: Vec<Value> = found
        .into_iter()
        .map(|component| {
            let mut value = component.json(&data, &app.origin);
            put(&mut value, "issueCount", json!(0));
            value
        })
        .collect();
    reply::ok(&page(&params, &format!("{}/rest/api/3/project/{key}/component", app.origin), &values))
}

/// `GET /rest/api/3/component/{id}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let data = app.read();
    reply::ok(&find(&data, caller, &id)?.json(&data, &app.origin))
}

/// `POST /rest/api/3/component`
pub(super) async fn create(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let sent = super::super::body(&bytes)?;
    let mut data = app.write();
    let key = text(&sent, "project").ok_or_else(|| wrong(&[("project", "The project is required.")]))?;
    let project = project_of(&data, caller, key)?;
    if text(&sent, "name").is_none() {
        return Err(wrong(&[("name", "The component name is required.")]));
    }
    let mut component = Component {
        id: 0,
        project,
        name: String::new(),
        description: String::new(),
        lead: None,
        assignee_type: "PROJECT_DEFAULT".to_owned(),
    };
    component.change(&data, &sent)?;
    component.id = data.admin.next();
    let answer = component.json(&data, &app.origin);
    data.admin.components.push(component);
    Ok(reply::json(201, &answer))
}

/// `PUT /rest/api/3/component/{id}`
pub(super) async fn update(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    let sent = super::super::body(&bytes)?;
    let mut data = app.write();
    let mut component = find(&data, caller, &id)?;
    component.change(&data, &sent)?;
    let answer = component.json(&data, &app.origin);
    if let Some(old) = data.admin.components.iter_mut().find(|old| old.id == component.id) {
        *old = component;
    }
    reply::ok(&answer)
}

/// `DELETE /rest/api/3/component/{id}`
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let mut data = app.write();
    let component = find(&data, caller, &id)?;
    if let Some(other) = params.first("moveIssuesTo") {
        let other = find(&data, caller, other)?;
        if other.project != component.project || other.id == component.id {
            return Err(jira(400, "Issues can only be moved to another component of the same project."));
        }
    }
    data.admin.components.retain(|old| old.id != component.id);
    Ok(reply::empty(204))
}
