//! Comments: for the customer, or for the agents alone.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::data::Comment;
use super::{found, found_mut, page, refusal, show, visible};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::state::{Data, issue_id};
use crate::time;

/// `GET /rest/servicedeskapi/request/{issueIdOrKey}/comment`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let (public, internal) = (params.first("public") != Some("false"), params.first("internal") != Some("false"));
    let comments = found(&data, place)?.comments.iter();
    let chosen = comments.filter(|comment| if comment.public { public } else { internal });
    let all: Vec<Value> = chosen.map(|comment| render(&data, place, comment, &app.origin)).collect();
    reply::ok(&page(&params, &app.origin, &format!("request/{}/comment", issue_id(place)), &all))
}

/// `POST /rest/servicedeskapi/request/{issueIdOrKey}/comment`
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    bytes: Bytes,
) -> Answer {
    let body = super::body(&bytes)?;
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    let text = body.get("body").and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    let text = text.ok_or_else(|| refusal(400, "Comment body can not be empty!"))?;
    let public = body.get("public").and_then(Value::as_bool).unwrap_or(true);
    let comment = add(&mut data, place, text, public)?;
    Ok(reply::json(201, &render(&data, place, &comment, &app.origin)))
}

/// Adds a comment of the caller's.
pub(super) fn add(data: &mut Data, place: usize, text: &str, public: bool) -> Result<Comment, Refusal> {
    let author = show::own_account(data);
    let comment = Comment { id: data.desks.next(), author, text: text.to_owned(), public, created: time::now() };
    found_mut(data, place)?.comments.push(comment.clone());
    Ok(comment)
}

pub(super) fn render(data: &Data, place: usize, comment: &Comment, origin: &str) -> Value {
    let id = (30_000 + comment.id).to_string();
    json!({
        "_expands": ["attachment"],
        "id": id,
        "body": comment.text,
        "public": comment.public,
        "author": show::person(data, origin, &comment.author),
        "created": show::date(comment.created),
        "_links": {"self": format!("{origin}/rest/servicedeskapi/request/{}/comment/{id}", issue_id(place))},
    })
}
