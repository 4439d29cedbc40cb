//! Organizations: customers that belong together.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::data::Organization;
use super::people::add as join;
use super::{accounts, desk, page, refusal, show};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::state::Data;
use crate::time;

/// `GET /rest/servicedeskapi/organization`
pub(super) async fn list(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, params: Params) -> Answer {
    let data = app.read();
    let member = params.first("accountId");
    let fits = |one: &&Organization| {
        caller != Caller::Guest && member.is_none_or(|member| one.members.iter().any(|own| own == member))
    };
    let all: Vec<Value> = data.desks.organizations.iter().filter(fits).map(|one| render(one, &app.origin)).collect();
    reply::ok(&page(&params, &app.origin, "organization", &all))
}

/// `GET /rest/servicedeskapi/organization/{organizationId}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let data = app.read();
    reply::ok(&render(find(&data, caller, &id)?, &app.origin))
}

/// `POST /rest/servicedeskapi/organization`
pub(super) async fn create(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let body = super::body(&bytes)?;
    if caller == Caller::Guest {
        return Err(refusal(403, "You do not have permission to create organizations."));
    }
    let name = body.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| refusal(400, "The organization's name is required."))?;
    let mut data = app.write();
    if let Some(one) = data.desks.organizations.iter().find(|one| one.name == name) {
        return Ok(reply::json(201, &render(one, &app.origin)));
    }
    let id = data.desks.organizations.iter().map(|one| one.id).max().unwrap_or(0) + 1;
    let one = Organization { id, name: name.to_owned(), created: time::now(), members: Vec::new(), desks: Vec::new() };
    let answer = render(&one, &app.origin);
    data.desks.organizations.push(one);
    Ok(reply::json(201, &answer))
}

/// `DELETE /rest/servicedeskapi/organization/{organizationId}`
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let mut data = app.write();
    let id = find(&data, caller, &id)?.id;
    data.desks.organizations.retain(|one| one.id != id);
    Ok(reply::empty(204))
}

/// `GET /rest/servicedeskapi/organization/{organizationId}/user`
pub(super) async fn users(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let one = find(&data, caller, &id)?;
    let all: Vec<Value> = one.members.iter().map(|account| show::person(&data, &app.origin, account)).collect();
    reply::ok(&page(&params, &app.origin, &format!("organization/{id}/user"), &all))
}

/// `POST /rest/servicedeskapi/organization/{organizationId}/user`
pub(super) async fn add(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    change(&app, caller, &id, &super::body(&bytes)?, join)
}

/// `DELETE /rest/servicedeskapi/organization/{organizationId}/user`
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    change(&app, caller, &id, &super::body(&bytes)?, |members, gone| members.retain(|own| !gone.contains(own)))
}

fn change(
    app: &App,
    caller: Caller,
    id: &str,
    body: &Map<String, Value>,
    change: impl Fn(&mut Vec<String>, Vec<String>),
) -> Answer {
    let mut data = app.write();
    let id = find(&data, caller, id)?.id;
    let named = accounts(&data, body)?;
    if let Some(one) = data.desks.organizations.iter_mut().find(|one| one.id == id) {
        change(&mut one.members, named);
    }
    Ok(reply::empty(204))
}

/// `GET /rest/servicedeskapi/servicedesk/{serviceDeskId}/organization`
pub(super) async fn of_desk(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    desk::visible(&data, caller, &id)?;
    let own = data.desks.organizations.iter().filter(|one| one.desks.contains(&id));
    let all: Vec<Value> = own.map(|one| render(one, &app.origin)).collect();
    reply::ok(&page(&params, &app.origin, &format!("servicedesk/{id}/organization"), &all))
}

/// `POST /rest/servicedeskapi/servicedesk/{serviceDeskId}/organization`
pub(super) async fn enter(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    at_desk(&app, caller, &id, &super::body(&bytes)?, |desks| join(desks, vec![id.clone()]))
}

/// `DELETE /rest/servicedeskapi/servicedesk/{serviceDeskId}/organization`
pub(super) async fn leave(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    at_desk(&app, caller, &id, &super::body(&bytes)?, |desks| desks.retain(|own| *own != id))
}

fn at_desk(
    app: &App,
    caller: Caller,
    desk: &str,
    body: &Map<String, Value>,
    change: impl Fn(&mut Vec<String>),
) -> Answer {
    let mut data = app.write();
    desk::visible(&data, caller, desk)?;
    let id = body.get("organizationId").and_then(Value::as_u64).unwrap_or(0);
    let id = find(&data, caller, &id.to_string())?.id;
    if let Some(one) = data.desks.organizations.iter_mut().find(|one| one.id == id) {
        change(&mut one.desks);
    }
    Ok(reply::empty(204))
}

fn find<'a>(data: &'a Data, caller: Caller, id: &str) -> Result<&'a Organization, Refusal> {
    let found = data.desks.organizations.iter().find(|one| one.id.to_string() == id && caller != Caller::Guest);
    found.ok_or_else(|| refusal(404, "The organization does not exist."))
}

fn render(one: &Organization, origin: &str) -> Value {
    json!({
        "id": one.id.to_string(),
        "name": one.name,
        "created": show::date(one.created),
        "scimManaged": false,
        "_links": {"self": format!("{origin}/rest/servicedeskapi/organization/{}", one.id)},
    })
}
