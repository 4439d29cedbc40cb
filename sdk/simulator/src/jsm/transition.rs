//! From status to status.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::request::WAITING;
use super::{comment, found, found_mut, page, refusal, show, visible};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::state::{Data, issue_id, position};
use crate::time;

/// Id, name, and the status that it leads to.
type Transition = (&'static str, &'static str, &'static str);

/// What is open in a status. A request that waits for an approval has no way but that.
fn open(status: &str) -> &'static [Transition] {
    match status {
        "To Do" => &[("11", "Start progress", "In Progress"), ("21", "Resolve", "Done"), ("41", "Cancel", "Done")],
        "In Progress" => &[("21", "Resolve", "Done"), ("51", "Put back", "To Do")],
        "Done" => &[("31", "Reopen", "To Do")],
        _ => &[],
    }
}

/// `GET /rest/servicedeskapi/request/{issueIdOrKey}/transition`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let all: Vec<Value> = of(&data, place).iter().map(|(id, name, _)| json!({"id": id, "name": name})).collect();
    reply::ok(&page(&params, &app.origin, &format!("request/{}/transition", issue_id(place)), &all))
}

/// `POST /rest/servicedeskapi/request/{issueIdOrKey}/transition`
pub(super) async fn go(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    bytes: Bytes,
) -> Answer {
    let body = super::body(&bytes)?;
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    let wanted = body.get("id").and_then(Value::as_str).unwrap_or("");
    let found = of(&data, place).iter().find(|(id, ..)| *id == wanted);
    let (_, _, status) = found.ok_or_else(|| refusal(400, "The transition is not valid for this request."))?;
    turn(&mut data, place, status)?;
    if let Some(text) = body.get("additionalComment").and_then(|comment| comment.get("body")).and_then(Value::as_str) {
        comment::add(&mut data, place, text, true)?;
    }
    Ok(reply::empty(204))
}

/// `GET /rest/servicedeskapi/request/{issueIdOrKey}/status`: the latest first.
pub(super) async fn statuses(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let statuses = found(&data, place)?.statuses.iter().rev();
    let all: Vec<Value> = statuses.map(|(status, since)| show::status(&data, *status, *since)).collect();
    reply::ok(&page(&params, &app.origin, &format!("request/{}/status", issue_id(place)), &all))
}

fn of(data: &Data, place: usize) -> &'static [Transition] {
    data.issue(place).map(|issue| open(&data.status(issue.status).name)).unwrap_or_default()
}

/// A request gets another status, and so does its issue.
pub(super) fn turn(data: &mut Data, place: usize, status: &str) -> Result<(), Refusal> {
    let now = time::now();
    let status = position(&data.seed.status, |found| found.name == status)
        .ok_or_else(|| refusal(400, "The status does not exist."))?;
    found_mut(data, place)?.statuses.push((status, now));
    if let Some(issue) = data.issue_mut(place) {
        issue.status = status;
        issue.updated = now;
    }
    Ok(())
}

/// Whether a request waits for somebody's consent.
pub(super) fn is_waiting(data: &Data, status: u8) -> bool {
    data.status(status).name == WAITING
}
