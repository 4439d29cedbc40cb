//! Who may do what in a space: listed in v2, changed in v1.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, State};
use serde::Deserialize;
use serde_json::json;

use super::store::{Permission, Space};
use super::{list, missing, number, v1};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::state::Data;

/// `GET /wiki/api/v2/spaces/{id}/permissions`
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    number("id", &id)?;
    let data = app.read();
    let space = data.confluence.space(&id).filter(|_| caller == Caller::Dev).ok_or_else(missing)?;
    let found: Vec<&Permission> = space.permissions.iter().collect();
    list::answer(&app, &params, uri.path(), &[], &found, |permission| {
        json!({
            "id": permission.id.to_string(),
            "principal": {"type": permission.kind, "id": permission.who},
            "operation": {"key": permission.operation, "targetType": permission.target},
        })
    })
}

#[derive(Debug, Deserialize)]
struct New {
    subject: Subject,
    operation: Operation,
}

#[derive(Debug, Deserialize)]
struct Subject {
    #[serde(rename = "type")]
    kind: String,
    identifier: String,
}

#[derive(Debug, Deserialize)]
struct Operation {
    key: String,
    target: String,
}

/// `POST /wiki/rest/api/space/{key}/permission`
pub(crate) async fn add(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    bytes: Bytes,
) -> Answer {
    let New { subject, operation } = v1::read(&bytes)?;
    let mut data = app.write();
    let id = data.confluence.next();
    let space = space(&mut data, caller, &key)?;
    let is_there = space
        .permissions
        .iter()
        .any(|old| (&old.who, &old.operation, &old.target) == (&subject.identifier, &operation.key, &operation.target));
    if is_there {
        return Err(v1::error(400, "Permission already exists for the given user or group"));
    }
    let may_read = space.permissions.iter().any(|old| old.who == subject.identifier && old.operation == "read");
    if !may_read && operation.key != "read" {
        return Err(v1::error(400, "The user or group has to have the permission `read space` first"));
    }
    space.permissions.push(Permission {
        id,
        kind: subject.kind.clone(),
        who: subject.identifier.clone(),
        operation: operation.key.clone(),
        target: operation.target.clone(),
    });
    reply::ok(&json!({
        "id": id,
        "subject": {"type": subject.kind, "identifier": subject.identifier},
        "operation": {"key": operation.key, "target": operation.target},
        "_links": {},
    }))
}

/// `DELETE /wiki/rest/api/space/{key}/permission/{id}`
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((key, id)): Path<(String, String)>,
) -> Answer {
    let mut data = app.write();
    let permissions = &mut space(&mut data, caller, &key)?.permissions;
    let place = permissions.iter().position(|permission| permission.id.to_string() == id);
    let place = place.ok_or_else(|| v1::error(404, "There is no permission with that id"))?;
    permissions.remove(place);
    Ok(reply::empty(204))
}

fn space<'a>(data: &'a mut Data, caller: Caller, key: &str) -> Result<&'a mut Space, Refusal> {
    let found = data.confluence.spaces.iter_mut().find(|space| space.key == key && caller == Caller::Dev);
    found.ok_or_else(|| v1::error(404, &format!("No space with key : {key}")))
}
