//! One issue: read, made, changed, deleted.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::field::FIELDS;
use super::select::Selection;
use super::{changelog, comment, edit, render, stored};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira, put};
use crate::state::{Data, issue_id};
use crate::time;

/// `GET /rest/api/3/issue/{issueIdOrKey}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let issue = data.issue(place).ok_or_else(invisible)?;
    let selection = Selection::new(&params.list("fields"), "*all").keyed();
    let mut shown = render::issue(&data, &app.origin, place, issue, &selection);
    if params.list("expand").iter().any(|word| word == "names") {
        let names = FIELDS.iter().filter(|field| selection.shows(field.id));
        put(&mut shown, "names", Value::Object(names.map(|field| (field.id.to_owned(), json!(field.name))).collect()));
    }
    reply::ok(&shown)
}

/// `POST /rest/api/3/issue`
pub(crate) async fn create(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let body = super::body(&bytes)?;
    if caller == Caller::Guest {
        return Err(jira(403, "You do not have permission to create issues in this project."));
    }
    let mut data = app.write();
    let issue = edit::create(&data, &body, time::now())?;
    let place = data.add(issue);
    for property in body.get("properties").and_then(Value::as_array).into_iter().flatten() {
        if let (Some(name), Some(value)) = (property.get("key").and_then(Value::as_str), property.get("value")) {
            data.extras.properties.insert((place, name.to_owned()), value.clone());
        }
    }
    stored::settle(&mut data, place);
    let key = data.issue(place).map(|issue| data.key(issue));
    let id = issue_id(place);
    let link = format!("{}/rest/api/3/issue/{id}", app.origin);
    Ok(reply::json(201, &json!({"id": id, "key": key, "self": link})))
}

/// `PUT /rest/api/3/issue/{issueIdOrKey}`
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
    bytes: Bytes,
) -> Answer {
    let body = super::body(&bytes)?;
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    editable(&data, place)?;
    let changed =
        data.issue(place).ok_or_else(invisible).and_then(|old| edit::update(&data, old, &body, time::now()))?;
    changelog::replace(&mut data, place, changed.issue);
    for body in changed.comments {
        comment::add(&mut data, place, body, Value::Null);
    }
    if params.first("returnIssue") != Some("true") {
        // Jira names the type of the body that this answer does not have, and so does the document.
        return Ok(reply::with_header(reply::empty(204), "content-type", "application/json;charset=UTF-8"));
    }
    let issue = data.issue(place).ok_or_else(invisible)?;
    reply::ok(&render::issue(&data, &app.origin, place, issue, &Selection::new(&[], "*all")))
}

/// `DELETE /rest/api/3/issue/{issueIdOrKey}`
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    let below = data.below(place).filter(|(_, issue)| stored::is_subtask(&data, issue));
    let below: Vec<usize> = below.map(|(place, _)| place).collect();
    if !below.is_empty() && params.first("deleteSubtasks") != Some("true") {
        let sentence = format!(
            "The issue '{key}' has subtasks.  You must specify the 'deleteSubtasks' parameter to delete this issue and \
             all its subtasks."
        );
        return Err(jira(400, &sentence));
    }
    for place in below.into_iter().chain([place]) {
        data.remove(place);
    }
    Ok(reply::empty(204))
}

/// Refuses to change an issue that was put away.
pub(super) fn editable(data: &Data, place: usize) -> Result<(), Refusal> {
    if data.archived.contains(&place) {
        return Err(jira(400, "The issue is archived. Restore it to make changes."));
    }
    Ok(())
}

/// The place of an issue that the caller may see. Jira says the same of issues that are not there and of those that one
/// may not see, to anybody.
pub(super) fn visible(data: &Data, caller: Caller, key: &str) -> Result<usize, Refusal> {
    data.find(key).filter(|_| caller == Caller::Dev).ok_or_else(invisible)
}

pub(super) fn invisible() -> Refusal {
    jira(404, "Issue does not exist or you do not have permission to see it.")
}
