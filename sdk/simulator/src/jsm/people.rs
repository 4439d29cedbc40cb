//! Customers of desks, participants of requests, and who is told of them.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::data::Person;
use super::{accounts, desk, experimental, found, found_mut, nothing, page, refusal, show, visible};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer};
use crate::state::{Data, issue_id};

/// `GET /rest/servicedeskapi/servicedesk/{serviceDeskId}/customer`
pub(super) async fn customers(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
    params: Params,
) -> Answer {
    experimental(&headers)?;
    let data = app.read();
    desk::visible(&data, caller, &id)?;
    let query = params.first("query").unwrap_or("").to_lowercase();
    let own = data.desks.customers.get(&id).into_iter().flatten();
    let people = own.map(|account| show::person(&data, &app.origin, account));
    let fits = |person: &Value| {
        let has = |name: &str| {
            person.get(name).and_then(Value::as_str).is_some_and(|text| text.to_lowercase().contains(&query))
        };
        has("displayName") || has("emailAddress")
    };
    let all: Vec<Value> = people.filter(fits).collect();
    reply::ok(&page(&params, &app.origin, &format!("servicedesk/{id}/customer"), &all))
}

/// `POST /rest/servicedeskapi/servicedesk/{serviceDeskId}/customer`
pub(super) async fn add_customers(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    let body = super::body(&bytes)?;
    let mut data = app.write();
    desk::visible(&data, caller, &id)?;
    let new = accounts(&data, &body)?;
    let own = data.desks.customers.entry(id).or_default();
    add(own, new);
    Ok(reply::empty(204))
}

/// `DELETE /rest/servicedeskapi/servicedesk/{serviceDeskId}/customer`
pub(super) async fn remove_customers(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    experimental(&headers)?;
    let body = super::body(&bytes)?;
    let mut data = app.write();
    desk::visible(&data, caller, &id)?;
    let gone = accounts(&data, &body)?;
    data.desks.customers.entry(id).or_default().retain(|account| !gone.contains(account));
    Ok(reply::empty(204))
}

/// `POST /rest/servicedeskapi/customer`
pub(super) async fn create(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let body = super::body(&bytes)?;
    if caller == Caller::Guest {
        return Err(refusal(403, "You do not have permission to create customers."));
    }
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    let (email, name) = (text("email"), text("displayName"));
    if !email.contains('@') || name.is_empty() {
        return Err(refusal(400, "An e-mail address and a name are required."));
    }
    let mut data = app.write();
    if is_taken(&data, &email) {
        return Err(refusal(400, "An account already exists for this email."));
    }
    let number = data.desks.people.len() + 1;
    let account = format!("qm:a713c8ea-1075-4e30-9d96-891a7d181739:5ad6d3a01db05e2a66fa8{number:03}");
    let shown = account.clone();
    data.desks.people.push(Person { account, name, email });
    Ok(reply::json(201, &show::person(&data, &app.origin, &shown)))
}

fn is_taken(data: &Data, email: &str) -> bool {
    data.seed.user.iter().any(|user| user.email == email)
        || data.desks.people.iter().any(|person| person.email == email)
}

/// `PUT /rest/servicedeskapi/customer/user/{accountId}/revoke-portal-only-access`
pub(super) async fn revoke(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(account): Path<String>,
) -> Answer {
    let mut data = app.write();
    if caller == Caller::Guest || !show::is_known(&data, &account) {
        return Err(refusal(404, "The user does not exist."));
    }
    data.desks.customers.values_mut().for_each(|people| people.retain(|own| *own != account));
    Ok(nothing())
}

/// `GET /rest/servicedeskapi/request/{issueIdOrKey}/participant`
pub(super) async fn participants(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    reply::ok(&taking_part(&data, place, &app.origin, &params)?)
}

/// `POST /rest/servicedeskapi/request/{issueIdOrKey}/participant`
pub(super) async fn add_participants(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    bytes: Bytes,
) -> Answer {
    let body = super::body(&bytes)?;
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    let new = accounts(&data, &body)?;
    add(&mut found_mut(&mut data, place)?.participants, new);
    reply::ok(&taking_part(&data, place, &app.origin, &Params::default())?)
}

/// `DELETE /rest/servicedeskapi/request/{issueIdOrKey}/participant`
pub(super) async fn remove_participants(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    bytes: Bytes,
) -> Answer {
    let body = super::body(&bytes)?;
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    let gone = accounts(&data, &body)?;
    found_mut(&mut data, place)?.participants.retain(|account| !gone.contains(account));
    reply::ok(&taking_part(&data, place, &app.origin, &Params::default())?)
}

fn taking_part(data: &Data, place: usize, origin: &str, params: &Params) -> Result<Value, reply::Refusal> {
    let people = found(data, place)?.participants.iter();
    let all: Vec<Value> = people.map(|account| show::person(data, origin, account)).collect();
    Ok(page(params, origin, &format!("request/{}/participant", issue_id(place)), &all))
}

/// `GET /rest/servicedeskapi/request/{issueIdOrKey}/notification`
pub(super) async fn subscription(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    reply::ok(&json!({"subscribed": found(&data, place)?.subscribed}))
}

/// `PUT /rest/servicedeskapi/request/{issueIdOrKey}/notification`
pub(super) async fn subscribe(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
) -> Answer {
    tell(&app, caller, &key, true)
}

/// `DELETE /rest/servicedeskapi/request/{issueIdOrKey}/notification`
pub(super) async fn unsubscribe(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
) -> Answer {
    tell(&app, caller, &key, false)
}

fn tell(app: &App, caller: Caller, key: &str, subscribed: bool) -> Answer {
    let mut data = app.write();
    let place = visible(&data, caller, key)?;
    found_mut(&mut data, place)?.subscribed = subscribed;
    Ok(reply::empty(204))
}

/// Adds those that are not there yet.
pub(super) fn add(people: &mut Vec<String>, new: Vec<String>) {
    for account in new {
        if !people.contains(&account) {
            people.push(account);
        }
    }
}
