//! Comments on an issue.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::issue::visible;
use super::render;
use crate::adf;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira};
use crate::state::{Comment, DEV, Data, issue_id};
use crate::time;

/// Id of the first comment of the first issue.
const FIRST: u64 = 20_000;
/// Most comments on one issue; ids of different issues do not meet.
const MOST: usize = 1_000;

/// The id of an issue's next comment.
pub(super) fn next_id(data: &mut Data, place: usize) -> u64 {
    let made = data.extras.comments_made.entry(place).or_default();
    *made += 1;
    FIRST + u64::try_from(place * MOST + *made - 1).unwrap_or(u64::MAX - FIRST)
}

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
    let mut all: Vec<&Comment> = comments(&data, place).iter().collect();
    match params.first("orderBy").unwrap_or("created") {
        "created" | "+created" => {}
        "-created" => all.reverse(),
        other => return Err(jira(400, &format!("'{other}' is not a valid order for comments."))),
    }
    let (start, length) = (params.number("startAt", 0, 0, usize::MAX), params.number("maxResults", 100, 1, 100));
    let shown = all.iter().skip(start).take(length);
    let comments: Vec<Value> = shown.map(|comment| render::comment(&data, &app.origin, &id, comment)).collect();
    reply::ok(&json!({"startAt": start, "maxResults": length, "total": all.len(), "comments": comments}))
}

/// `GET /rest/api/3/issue/{issueIdOrKey}/comment/{id}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((key, id)): Path<(String, String)>,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let comment = comments(&data, place).iter().find(|comment| comment.id.to_string() == id);
    let comment = comment.ok_or_else(|| absent(&id))?;
    reply::ok(&render::comment(&data, &app.origin, &issue_id(place), comment))
}

/// `POST /rest/api/3/issue/{issueIdOrKey}/comment`
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    bytes: Bytes,
) -> Answer {
    let mut sent = super::body(&bytes)?;
    let body = sent.remove("body").unwrap_or(Value::Null);
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    if !adf::is_document(&body) {
        return Err(refusal("Comment body is not valid!"));
    }
    let visibility = visibility(&data, sent.remove("visibility"))?;
    if data.extras.comments_made.get(&place).is_some_and(|made| *made >= MOST) {
        return Err(refusal("The issue has too many comments."));
    }
    let comment = add(&mut data, place, body, visibility);
    Ok(reply::json(201, &render::comment(&data, &app.origin, &issue_id(place), &comment)))
}

/// Adds a comment of the user's.
pub(super) fn add(data: &mut Data, place: usize, body: Value, visibility: Value) -> Comment {
    let now = time::now();
    let id = next_id(data, place);
    let comment = Comment { id, author: DEV, body, visibility, created: now, updated: now };
    change(data, place, |comments| comments.push(comment.clone()));
    comment
}

/// `PUT /rest/api/3/issue/{issueIdOrKey}/comment/{id}`: what is not sent of who may see it is gone.
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((key, id)): Path<(String, String)>,
    bytes: Bytes,
) -> Answer {
    let mut sent = super::body(&bytes)?;
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    let old = comments(&data, place).iter().find(|comment| comment.id.to_string() == id);
    let mut comment = old.cloned().ok_or_else(|| absent(&id))?;
    comment.body = sent.remove("body").unwrap_or(Value::Null);
    if !adf::is_document(&comment.body) {
        return Err(refusal("Comment body is not valid!"));
    }
    comment.visibility = visibility(&data, sent.remove("visibility"))?;
    comment.updated = time::now();
    change(&mut data, place, |comments| {
        if let Some(old) = comments.iter_mut().find(|old| old.id == comment.id) {
            *old = comment.clone();
        }
    });
    reply::ok(&render::comment(&data, &app.origin, &issue_id(place), &comment))
}

/// `DELETE /rest/api/3/issue/{issueIdOrKey}/comment/{id}`
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((key, id)): Path<(String, String)>,
) -> Answer {
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    let mut gone = false;
    change(&mut data, place, |comments| {
        let before = comments.len();
        comments.retain(|comment| comment.id.to_string() != id);
        gone = comments.len() < before;
    });
    if gone { Ok(reply::empty(204)) } else { Err(absent(&id)) }
}

fn comments(data: &Data, place: usize) -> &[Comment] {
    data.issue(place).and_then(|issue| issue.written.as_ref()).map_or(&[], |written| &written.comments)
}

fn change(data: &mut Data, place: usize, with: impl FnOnce(&mut Vec<Comment>)) {
    let Some(mut written) = data.issue(place).map(|issue| data.written(issue)) else { return };
    with(&mut written.comments);
    if let Some(issue) = data.issue_mut(place) {
        issue.updated = time::now();
        issue.written = Some(Box::new(written));
    }
}

/// Who may see a comment: a role or a group that there is, or everybody.
fn visibility(data: &Data, sent: Option<Value>) -> Result<Value, Refusal> {
    let Some(sent) = sent.filter(|sent| !sent.is_null()) else { return Ok(Value::Null) };
    let text = |name: &str| sent.get(name).and_then(Value::as_str);
    let (kind, named) = (text("type"), text("value").or_else(|| text("identifier")));
    let is_known = |name: &str| match kind {
        Some("role") => data.admin.has_role(name),
        _ => GROUPS.contains(&name),
    };
    if !matches!(kind, Some("role" | "group")) {
        return Err(super::payload());
    }
    match named {
        Some(name) if is_known(name) => Ok(json!({"type": kind, "value": name, "identifier": name})),
        _ => Err(Refusal {
            status: 400,
            body: json!({"errorMessages": [], "errors": {"commentLevel": format!(
                "{} does not exist: {}",
                if kind == Some("role") { "Role" } else { "Group" },
                named.unwrap_or("")
            )}}),
        }),
    }
}

/// Groups to which a comment can be kept.
const GROUPS: [&str; 2] = ["jira-users-example", "site-admins"];

fn absent(id: &str) -> Refusal {
    jira(404, &format!("Can not find a comment for the id: {id}."))
}

fn refusal(sentence: &str) -> Refusal {
    Refusal { status: 400, body: json!({"errorMessages": [], "errors": {"comment": sentence}}) }
}
