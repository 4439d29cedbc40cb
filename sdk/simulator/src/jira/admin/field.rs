//! Custom fields that are added and deleted, and the tasks that delete them.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{administrator, text, wrong};
use crate::app::App;
use crate::auth::Caller;
use crate::reply::{self, Answer, jira};
use crate::time;

/// One as the data file has it.
#[derive(Deserialize)]
pub(super) struct Seed {
    pub(super) id: u64,
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
}

/// Types and what their values are in Jira's schema; any other is a text.
const KINDS: [(&str, &str); 6] = [
    ("float", "number"),
    ("datepicker", "date"),
    ("datetime", "datetime"),
    ("select", "option"),
    ("userpicker", "user"),
    ("multiselect", "array"),
];

/// A custom field as it is shown.
pub(super) fn shown(id: u64, name: &str, kind: &str) -> Value {
    let short = kind.rsplit(':').next().unwrap_or_default();
    let value = KINDS.iter().find(|(known, _)| *known == short).map_or("string", |(_, value)| value);
    let key = format!("customfield_{id}");
    json!({
        "id": key,
        "key": key,
        "name": name,
        "custom": true,
        "orderable": true,
        "navigable": true,
        "searchable": true,
        "clauseNames": [format!("cf[{id}]"), name],
        "schema": {"type": value, "custom": kind, "customId": id},
    })
}

/// `POST /rest/api/3/field`
pub(crate) async fn create(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let sent = super::super::body(&bytes)?;
    administrator(caller)?;
    let name = text(&sent, "name").filter(|name| !name.trim().is_empty());
    let name = name.ok_or_else(|| wrong(&[("name", "The custom field name is required.")]))?;
    let kind = text(&sent, "type").filter(|kind| kind.contains(':'));
    let kind = kind.ok_or_else(|| wrong(&[("type", "The custom field type is not valid.")]))?;
    let mut data = app.write();
    let id = data.admin.next();
    let field = shown(id, name, kind);
    data.admin.fields.insert(id, field.clone());
    Ok(reply::json(201, &field))
}

/// `DELETE /rest/api/3/field/{id}`: a task does it, which is over at once.
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    administrator(caller)?;
    let number = id.strip_prefix("customfield_").and_then(|number| number.parse::<u64>().ok());
    let number = number.ok_or_else(|| jira(400, "The custom field ID format is incorrect."))?;
    let mut data = app.write();
    data.admin.fields.remove(&number).ok_or_else(|| jira(404, &format!("The custom field {id} was not found.")))?;
    let task = data.admin.next().to_string();
    let answer = reply::json(303, &task_json(&app.origin, &task));
    Ok(reply::with_header(answer, "location", &format!("{}/rest/api/3/task/{task}", app.origin)))
}

/// `GET /rest/api/3/task/{taskId}`
pub(super) async fn task(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let made = id.parse::<u64>().is_ok_and(|id| (super::FIRST..app.read().admin.next).contains(&id));
    if !made || caller != Caller::Dev {
        return Err(jira(404, &format!("Task with id '{id}' could not be found.")));
    }
    reply::ok(&task_json(&app.origin, &id))
}

fn task_json(origin: &str, id: &str) -> Value {
    let now = time::now();
    json!({
        "self": format!("{origin}/rest/api/3/task/{id}"),
        "id": id,
        "description": "Delete custom field",
        "status": "COMPLETE",
        "message": "",
        "submittedBy": 10_000,
        "progress": 100,
        "elapsedRuntime": 1,
        "submitted": now,
        "started": now,
        "finished": now,
        "lastUpdate": now,
    })
}
