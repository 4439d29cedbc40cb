//! Issues into and out of sprints, epics and the backlog.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Map, Value};

use super::super::issue::visible;
use super::{board, epic, sprint};
use crate::app::App;
use crate::auth::Caller;
use crate::reply::{self, Answer, Refusal, jira};
use crate::state::Data;

/// Most issues in one request.
const MOST: usize = 50;

/// `POST /rest/agile/1.0/sprint/{sprintId}/issue`
pub(super) async fn to_sprint(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    let body = super::super::body(&bytes)?;
    let mut data = app.write();
    let (id, state) = sprint::visible(&data, caller, &id).map(|sprint| (sprint.id, sprint.state.clone()))?;
    if state == "closed" {
        return Err(jira(400, "Issues can only be moved to open or active sprints."));
    }
    let places = issues(&data, caller, &body)?;
    rank(&mut data, caller, &body, &places)?;
    finish(&mut data, &places, |data, place| data.agile.assign(place, Some(id)))
}

/// `POST /rest/agile/1.0/backlog/issue`
pub(super) async fn to_backlog(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    bytes: Bytes,
) -> Answer {
    let body = super::super::body(&bytes)?;
    let mut data = app.write();
    let places = issues(&data, caller, &body)?;
    finish(&mut data, &places, |data, place| data.agile.assign(place, None))
}

/// `POST /rest/agile/1.0/backlog/{boardId}/issue`
pub(super) async fn to_backlog_of_board(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    let body = super::super::body(&bytes)?;
    let mut data = app.write();
    board::visible(&data, caller, &id)?;
    let places = issues(&data, caller, &body)?;
    rank(&mut data, caller, &body, &places)?;
    finish(&mut data, &places, |data, place| data.agile.assign(place, None))
}

/// `POST /rest/agile/1.0/epic/{epicIdOrKey}/issue`
pub(super) async fn to_epic(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    bytes: Bytes,
) -> Answer {
    let body = super::super::body(&bytes)?;
    let mut data = app.write();
    let epic = epic::visible(&data, caller, &key)?;
    let places = issues(&data, caller, &body)?;
    finish(&mut data, &places, |data, place| _ = data.agile.epics.insert(place, epic))
}

/// `POST /rest/agile/1.0/epic/none/issue`
pub(super) async fn out_of_epics(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    bytes: Bytes,
) -> Answer {
    let body = super::super::body(&bytes)?;
    let mut data = app.write();
    let places = issues(&data, caller, &body)?;
    finish(&mut data, &places, |data, place| _ = data.agile.epics.remove(&place))
}

fn finish(data: &mut Data, places: &[usize], put: impl Fn(&mut Data, usize)) -> Answer {
    data.revision += 1;
    places.iter().for_each(|place| put(data, *place));
    Ok(reply::empty(204))
}

/// The places of the issues in a body: all of them, or none is moved.
fn issues(data: &Data, caller: Caller, body: &Map<String, Value>) -> Result<Vec<usize>, Refusal> {
    let keys: Vec<&str> =
        body.get("issues").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    if keys.is_empty() || keys.len() > MOST {
        return Err(jira(400, "The number of issues must be between 1 and 50."));
    }
    keys.iter().map(|key| visible(data, caller, key)).collect()
}

fn rank(data: &mut Data, caller: Caller, body: &Map<String, Value>, places: &[usize]) -> Result<(), Refusal> {
    let named = |name: &str| body.get(name).and_then(Value::as_str);
    let (anchor, before) = match (named("rankBeforeIssue"), named("rankAfterIssue")) {
        (Some(key), None) => (visible(data, caller, key)?, true),
        (None, Some(key)) => (visible(data, caller, key)?, false),
        (None, None) => return Ok(()),
        (Some(_), Some(_)) => return Err(jira(400, "Only one of rankBeforeIssue and rankAfterIssue can be given.")),
    };
    let issues = data.issues().map(|(place, _)| place + 1).max().unwrap_or(0);
    data.agile.put(places, anchor, before, issues);
    Ok(())
}
