//! Who alone may read or change a piece of content: v1, v2 has nothing of it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::store::{Content, Restriction};
use super::v1;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::state::Data;

const OPERATIONS: [&str; 2] = ["read", "update"];

/// `GET /wiki/rest/api/content/{id}/restriction`
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let content = v1::find(&data.confluence, caller, &id)?;
    let (start, limit) = (params.number("start", 0, 0, usize::MAX), params.number("limit", 100, 1, 200));
    let results: Vec<Value> =
        OPERATIONS.iter().map(|operation| render(&data, content, operation, start, limit)).collect();
    reply::ok(&json!({
        "results": results,
        "start": start,
        "limit": limit,
        "size": results.len(),
        "restrictionsHash": "",
        "_links": {},
    }))
}

fn render(data: &Data, content: &Content, operation: &str, start: usize, limit: usize) -> Value {
    let of = |is_group: bool| {
        let all = content.restrictions.iter().filter(move |own| own.operation == operation && own.is_group == is_group);
        all.skip(start).take(limit).map(|own| own.who.as_str())
    };
    let person = |id: &str| {
        let place = data.user_by_account(id);
        place.map_or_else(|| json!({"type": "unknown", "accountId": id}), |place| v1::user(data.user(place)))
    };
    let group = |id: &str| {
        let known = data.confluence.groups.iter().find(|group| group.id == id);
        json!({"type": "group", "id": id, "name": known.map_or("", |group| group.name.as_str()), "_links": {}})
    };
    let users: Vec<Value> = of(false).map(person).collect();
    let groups: Vec<Value> = of(true).map(group).collect();
    json!({
        "operation": operation,
        "restrictions": {
            "user": {"results": users, "start": start, "limit": limit, "size": users.len()},
            "group": {"results": groups, "start": start, "limit": limit, "size": groups.len()},
            "_expandable": {},
        },
        "_expandable": {"content": format!("/rest/api/content/{}", content.id)},
        "_links": {},
    })
}

/// `PUT …/restriction/byOperation/{operation}/user?accountId=`
pub(crate) async fn add_user(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((id, operation)): Path<(String, String)>,
    params: Params,
) -> Result<Response, Refusal> {
    let who = params.first("accountId").unwrap_or_default().to_owned();
    if app.read().user_by_account(&who).is_none() {
        return Err(v1::error(404, "No user found with that account id"));
    }
    change(&app, caller, &id, Restriction { operation, is_group: false, who }, true)
}

/// `DELETE …/restriction/byOperation/{operation}/user?accountId=`
pub(crate) async fn remove_user(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((id, operation)): Path<(String, String)>,
    params: Params,
) -> Result<Response, Refusal> {
    let who = params.first("accountId").unwrap_or_default().to_owned();
    change(&app, caller, &id, Restriction { operation, is_group: false, who }, false)
}

/// `PUT …/restriction/byOperation/{operation}/byGroupId/{group}`
pub(crate) async fn add_group(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((id, operation, who)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    if !app.read().confluence.groups.iter().any(|group| group.id == who) {
        return Err(v1::error(404, "No group found with that id"));
    }
    change(&app, caller, &id, Restriction { operation, is_group: true, who }, true)
}

/// `DELETE …/restriction/byOperation/{operation}/byGroupId/{group}`
pub(crate) async fn remove_group(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((id, operation, who)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    change(&app, caller, &id, Restriction { operation, is_group: true, who }, false)
}

fn change(app: &App, caller: Caller, id: &str, restriction: Restriction, wanted: bool) -> Result<Response, Refusal> {
    if !OPERATIONS.contains(&restriction.operation.as_str()) {
        return Err(v1::error(400, "Provided restrictions are invalid"));
    }
    let mut data = app.write();
    v1::find(&data.confluence, caller, id)?;
    let content = data.confluence.content_mut(id).ok_or_else(|| v1::no_content(id))?;
    let was = content.restrictions.len();
    content.restrictions.retain(|old| *old != restriction);
    match (wanted, was > content.restrictions.len()) {
        (true, _) => content.restrictions.push(restriction),
        (false, true) => {}
        (false, false) => return Err(v1::error(404, "There is no such restriction")),
    }
    Ok(reply::empty(200))
}
