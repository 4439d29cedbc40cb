//! Comments on an issue.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::issue::{invisible, visible};
use super::render;
use crate::adf;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::state::{Comment, Data, issue_id};
use crate::time;

/// Id of the first comment of the first issue.
const FIRST: u64 = 20_000;
/// Most comments on one issue; ids of different issues do not meet.
const MOST: usize = 1_000;

/// `GET /rest/api/3/issue/{issueIdOrKey}/comment`
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let id = issue_id(place);
    let issue = data.issue(place).ok_or_else(invisible)?;
    let all: Vec<&Comment> = issue.written.iter().flat_map(|written| &written.comments).collect();
    let (start, length) = (params.number("startAt", 0, 0, usize::MAX), params.number("maxResults", 100, 1, 100));
    let shown = all.iter().skip(start).take(length);
    let comments: Vec<Value> = shown.map(|comment| render::comment(&data, &app.origin, &id, comment)).collect();
    reply::ok(&json!({"startAt": start, "maxResults": length, "total": all.len(), "comments": comments}))
}

/// `POST /rest/api/3/issue/{issueIdOrKey}/comment`
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    bytes: Bytes,
) -> Answer {
    let body = super::body(&bytes)?.remove("body").unwrap_or(Value::Null);
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    let comment = push(&mut data, place, body)?;
    Ok(reply::json(201, &render::comment(&data, &app.origin, &issue_id(place), &comment)))
}

/// Adds a comment to an issue, also as part of a change or a transition.
pub(super) fn push(data: &mut Data, place: usize, body: Value) -> Result<Comment, Refusal> {
    if !adf::is_document(&body) {
        return Err(refusal("Comment body is not valid!"));
    }
    let mut written = data.issue(place).map(|issue| data.written(issue)).ok_or_else(invisible)?;
    if written.comments.len() >= MOST {
        return Err(refusal("The issue has too many comments."));
    }
    let number = u64::try_from(place * MOST + written.comments.len()).unwrap_or(u64::MAX - FIRST);
    let comment = Comment { id: FIRST + number, body, created: time::now() };
    written.comments.push(comment.clone());
    if let Some(issue) = data.issue_mut(place) {
        issue.updated = comment.created;
        issue.written = Some(Box::new(written));
    }
    Ok(comment)
}

fn refusal(sentence: &str) -> Refusal {
    Refusal { status: 400, body: json!({"errorMessages": [], "errors": {"comment": sentence}}) }
}
