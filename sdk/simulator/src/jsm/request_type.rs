//! Request types: what one can ask for, and what has to be said.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::data::{Choice, Field, Type};
use super::{desk, experimental, page, refusal};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, put};
use crate::state::Data;

/// `GET /rest/servicedeskapi/requesttype`
pub(super) async fn all(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    params: Params,
) -> Answer {
    experimental(&headers)?;
    let data = app.read();
    let types = data.desks.types.iter().filter(|kind| caller != Caller::Guest && fits(kind, &params));
    let all: Vec<Value> = types.map(|kind| show(kind, &app.origin)).collect();
    reply::ok(&page(&params, &app.origin, "requesttype", &all))
}

/// `GET /rest/servicedeskapi/servicedesk/{serviceDeskId}/requesttype`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    desk::visible(&data, caller, &id)?;
    let types = data.desks.types.iter().filter(|kind| kind.desk == id && fits(kind, &params));
    let all: Vec<Value> = types.map(|kind| show(kind, &app.origin)).collect();
    reply::ok(&page(&params, &app.origin, &format!("servicedesk/{id}/requesttype"), &all))
}

fn fits(kind: &Type, params: &Params) -> bool {
    let search = params.first("searchQuery").unwrap_or("").to_lowercase();
    kind.name.to_lowercase().contains(&search) || kind.description.to_lowercase().contains(&search)
}

/// `GET /rest/servicedeskapi/servicedesk/{serviceDeskId}/requesttype/{requestTypeId}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((id, kind)): Path<(String, String)>,
) -> Answer {
    let data = app.read();
    reply::ok(&show(visible(&data, caller, &id, &kind)?, &app.origin))
}

/// `GET /rest/servicedeskapi/servicedesk/{serviceDeskId}/requesttype/{requestTypeId}/field`
pub(super) async fn fields(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((id, kind)): Path<(String, String)>,
) -> Answer {
    let data = app.read();
    let kind = visible(&data, caller, &id, &kind)?;
    reply::ok(&json!({
        "requestTypeFields": kind.fields.iter().map(field).collect::<Vec<Value>>(),
        "canRaiseOnBehalfOf": true,
        "canAddRequestParticipants": true,
    }))
}

/// `GET /rest/servicedeskapi/servicedesk/{serviceDeskId}/requesttypegroup`
pub(super) async fn groups(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    desk::visible(&data, caller, &id)?;
    let groups = data.desks.groups.iter().filter(|group| group.desk == id);
    let all: Vec<Value> = groups.map(|group| json!({"id": group.id, "name": group.name})).collect();
    reply::ok(&page(&params, &app.origin, &format!("servicedesk/{id}/requesttypegroup"), &all))
}

/// The request type, where the caller may see it.
pub(super) fn visible<'a>(data: &'a Data, caller: Caller, desk: &str, id: &str) -> Result<&'a Type, Refusal> {
    desk::visible(data, caller, desk)?;
    let found = data.desks.types.iter().find(|kind| kind.desk == desk && kind.id == id);
    found.ok_or_else(|| refusal(404, "The request type you are trying to view does not exist."))
}

pub(super) fn show(kind: &Type, origin: &str) -> Value {
    let link = format!("{origin}/rest/servicedeskapi/servicedesk/{}/requesttype/{}", kind.desk, kind.id);
    json!({
        "_expands": ["field"],
        "id": kind.id,
        "_links": {"self": link},
        "name": kind.name,
        "description": kind.description,
        "helpText": "",
        "issueTypeId": "10001",
        "serviceDeskId": kind.desk,
        "portalId": kind.desk,
        "groupIds": [kind.group],
        "icon": {"id": "10000", "_links": {"iconUrls": {}}},
    })
}

fn field(field: &Field) -> Value {
    let mut schema = json!({"type": field.kind});
    if let Some(items) = &field.items {
        put(&mut schema, "items", json!(items));
    }
    match field.id.strip_prefix("customfield_").and_then(|number| number.parse::<u64>().ok()) {
        Some(number) => put(&mut schema, "customId", json!(number)),
        None => put(&mut schema, "system", json!(field.id)),
    }
    json!({
        "fieldId": field.id,
        "name": field.name,
        "description": "",
        "required": field.required,
        "defaultValues": [],
        "validValues": field.values.iter().map(choice).collect::<Vec<Value>>(),
        "presetValues": [],
        "jiraSchema": schema,
        "visible": true,
    })
}

fn choice(choice: &Choice) -> Value {
    let children: Vec<Value> = choice.children.iter().map(self::choice).collect();
    json!({"value": choice.value, "label": choice.label, "children": children})
}
