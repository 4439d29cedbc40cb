//! Roles of people and groups in projects.

use std::io;
use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{place, project_of};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira, put};
use crate::state::Data;

/// A role, the same for all projects.
#[derive(Debug, Deserialize)]
pub(super) struct Role {
    id: u64,
    pub(super) name: String,
    description: String,
}

/// Who has a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Actor {
    /// Place of a person.
    User(u8),
    Group(String),
}

/// One as the data file has it.
#[derive(Deserialize)]
pub(super) struct Seed {
    pub(super) project: String,
    pub(super) role: u64,
    user: Option<String>,
    group: Option<String>,
}

impl Actor {
    pub(super) fn seeded(data: &Data, seed: &Seed) -> io::Result<Self> {
        match (&seed.user, &seed.group) {
            (Some(email), _) => Ok(Self::User(place(data.user_by_email(email), email)?)),
            (None, Some(group)) => Ok(Self::Group(group.clone())),
            (None, None) => Err(io::Error::other("admin/seed.toml: an actor is nobody")),
        }
    }

    fn json(&self, data: &Data, id: usize) -> Value {
        match self {
            Self::User(place) => {
                let user = data.user(*place);
                json!({
                    "id": id,
                    "displayName": user.name,
                    "type": "atlassian-user-role-actor",
                    "actorUser": {"accountId": user.account_id},
                })
            }
            Self::Group(name) => json!({
                "id": id,
                "displayName": name,
                "name": name,
                "type": "atlassian-group-role-actor",
                "actorGroup": {"name": name, "displayName": name, "groupId": format!("group-{name}")},
            }),
        }
    }
}

fn head(role: &Role, link: &str) -> Value {
    json!({"self": link, "name": role.name, "id": role.id, "description": role.description})
}

/// `GET /rest/api/3/role`
pub(super) async fn all(State(app): State<Arc<App>>) -> Answer {
    let data = app.read();
    let link = |role: &Role| format!("{}/rest/api/3/role/{}", app.origin, role.id);
    reply::ok(&data.admin.roles.iter().map(|role| head(role, &link(role))).collect())
}

/// `GET /rest/api/3/project/{projectIdOrKey}/roledetails`
pub(super) async fn details(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
) -> Answer {
    let data = app.read();
    project_of(&data, caller, &key)?;
    let shown = |role: &Role| {
        let mut value = head(role, &format!("{}/rest/api/3/project/{key}/role/{}", app.origin, role.id));
        put(&mut value, "admin", json!(role.name == "Administrators"));
        put(&mut value, "default", json!(role.name == "Member"));
        put(&mut value, "roleConfigurable", json!(true));
        put(&mut value, "translatedName", json!(role.name));
        put(&mut value, "type", json!("DEFAULT"));
        value
    };
    reply::ok(&data.admin.roles.iter().map(shown).collect())
}

fn find(data: &Data, id: u64) -> Result<&Role, Refusal> {
    let found = data.admin.roles.iter().find(|role| role.id == id);
    found.ok_or_else(|| jira(404, &format!("Can not retrieve a role actor for a null project role: {id}.")))
}

fn shown(data: &Data, origin: &str, key: &str, project: u8, id: u64) -> Result<Value, Refusal> {
    let mut value = head(find(data, id)?, &format!("{origin}/rest/api/3/project/{key}/role/{id}"));
    let actors = data.admin.actors.get(&(project, id)).map_or(&[][..], Vec::as_slice);
    let actors: Vec<Value> = actors.iter().enumerate().map(|(at, actor)| actor.json(data, 10_240 + at)).collect();
    put(&mut value, "actors", json!(actors));
    Ok(value)
}

/// `GET /rest/api/3/project/{projectIdOrKey}/role/{id}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((key, id)): Path<(String, u64)>,
) -> Answer {
    let data = app.read();
    let project = project_of(&data, caller, &key)?;
    reply::ok(&shown(&data, &app.origin, &key, project, id)?)
}

/// `POST /rest/api/3/project/{projectIdOrKey}/role/{id}`
pub(super) async fn add(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((key, id)): Path<(String, u64)>,
    bytes: Bytes,
) -> Answer {
    let sent = super::super::body(&bytes)?;
    let mut data = app.write();
    let project = project_of(&data, caller, &key)?;
    find(&data, id)?;
    let names = |name: &str| sent.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let mut new = Vec::new();
    for account in names("user") {
        let user = data.user_by_account(account);
        let absent = || jira(404, &format!("We can't find '{account}' in any accessible user directory."));
        new.push(Actor::User(user.ok_or_else(absent)?));
    }
    new.extend(names("group").map(|name| Actor::Group(name.to_owned())));
    let actors = data.admin.actors.entry((project, id)).or_default();
    for actor in new {
        if actors.contains(&actor) {
            return Err(jira(400, "The actor is already a member of the project role."));
        }
        actors.push(actor);
    }
    reply::ok(&shown(&data, &app.origin, &key, project, id)?)
}

/// `DELETE /rest/api/3/project/{projectIdOrKey}/role/{id}`
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((key, id)): Path<(String, u64)>,
    params: Params,
) -> Answer {
    let mut data = app.write();
    let project = project_of(&data, caller, &key)?;
    find(&data, id)?;
    let actor = match (params.first("user"), params.first("group")) {
        (Some(account), None) => data.user_by_account(account).map(Actor::User),
        (None, Some(group)) => Some(Actor::Group(group.to_owned())),
        _ => return Err(jira(400, "Either a user or a group is required.")),
    };
    let actors = data.admin.actors.entry((project, id)).or_default();
    let before = actors.len();
    actors.retain(|own| Some(own) != actor.as_ref());
    if actors.len() == before {
        return Err(jira(404, "The actor is not a member of the project role."));
    }
    Ok(reply::empty(204))
}
