//! `transitions`: what leads on from an issue's status, and going there.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::edit::{Edited, Errors, unknown};
use super::issue::{invisible, visible};
use super::workflow::{self, Transition};
use super::{changelog, comment, field, meta, render};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira, put};
use crate::state::{Data, Issue};
use crate::time;

/// `GET /rest/api/3/issue/{issueIdOrKey}/transitions`
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let issue = data.issue(place).ok_or_else(invisible)?;
    let with_fields = params.list("expand").iter().any(|word| word == "transitions.fields");
    let wanted = |found: &&Transition| params.first("transitionId").is_none_or(|id| id == found.id);
    let found = workflow::from(&data, issue.status).filter(wanted);
    let transitions: Vec<Value> = found.map(|found| shown(&data, &app.origin, issue, found, with_fields)).collect();
    reply::ok(&json!({"expand": "transitions", "transitions": transitions}))
}

fn shown(data: &Data, origin: &str, issue: &Issue, found: &Transition, with_fields: bool) -> Value {
    let to = found.to(data).map(|place| render::status(data.status(place), origin));
    let mut value = json!({
        "id": found.id,
        "name": found.name,
        "to": to,
        "hasScreen": !found.screen.is_empty(),
        "isGlobal": false,
        "isInitial": false,
        "isAvailable": true,
        "isConditional": false,
        "looped": false,
    });
    if with_fields {
        let mut fields = Map::new();
        for (id, required) in found.screen {
            if let Some(field) = field::by_id(id) {
                let mut described = meta::describe(data, origin, issue, field);
                put(&mut described, "required", json!(required));
                fields.insert((*id).to_owned(), described);
            }
        }
        if !found.screen.is_empty() {
            fields.insert("comment".to_owned(), meta::comment());
        }
        put(&mut value, "fields", Value::Object(fields));
    }
    value
}

/// `POST /rest/api/3/issue/{issueIdOrKey}/transitions`
pub(crate) async fn perform(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    bytes: Bytes,
) -> Answer {
    let body = super::body(&bytes)?;
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    super::issue::editable(&data, place)?;
    let old = data.issue(place).cloned().ok_or_else(invisible)?;
    let Some(id) = body.get("transition").and_then(|transition| transition.get("id")).map(id_text) else {
        return Err(jira(400, "Missing 'transition' identifier"));
    };
    let Some(found) = workflow::from(&data, old.status).find(|found| found.id == id) else {
        return Err(jira(400, &format!("Transition id '{id}' is not valid for this issue.")));
    };
    let edited = screened(&data, &old, found, &body)?;
    let Edited { mut issue, comments } = edited;
    issue.status = found.to(&data).unwrap_or(old.status);
    if !data.is_done(&issue)
        && let Some(written) = &mut issue.written
    {
        written.other.remove("resolution");
    }
    changelog::replace(&mut data, place, issue);
    for body in comments {
        comment::add(&mut data, place, body, Value::Null);
    }
    Ok(reply::with_header(reply::empty(204), "content-type", "application/json;charset=UTF-8"))
}

/// Jira takes a number, too.
fn id_text(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

/// What was sent for the transition's screen.
fn screened(data: &Data, old: &Issue, found: &Transition, body: &Map<String, Value>) -> Result<Edited, Refusal> {
    let part = |name: &str| body.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
    let (fields, update) = (part("fields"), part("update"));
    let mut edited = Edited::of(data, old, time::now());
    let mut errors = Errors::new();
    let on_screen = |name: &str| field::by_id(name).filter(|field| found.screen.iter().any(|(id, _)| *id == field.id));
    let mut note = |name: &str, result: Result<(), String>| {
        if let Err(sentence) = result {
            errors.insert(name.to_owned(), json!(sentence));
        }
    };
    for (name, value) in &fields {
        let result = on_screen(name).ok_or_else(|| unknown(name)).and_then(|field| edited.set(data, field, value));
        note(name, result);
    }
    for (name, operations) in &update {
        let result = match on_screen(name) {
            _ if name == "comment" => edited.comment(operations),
            Some(field) => edited.operate(data, field, operations),
            None => Err(unknown(name)),
        };
        note(name, result);
    }
    for (id, _) in found.screen.iter().filter(|(_, required)| *required) {
        let is_given = fields.get(*id).is_some_and(|value| !value.is_null()) || update.contains_key(*id);
        if let Some(field) = field::by_id(id).filter(|_| !is_given) {
            note(id, Err(format!("{} is required.", field.name)));
        }
    }
    edited.finish(&errors)
}
