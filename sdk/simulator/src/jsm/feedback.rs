//! How a customer liked it.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::data::Feedback;
use super::{experimental, found, found_mut, nothing, refusal, show, visible};
use crate::app::App;
use crate::auth::Caller;
use crate::reply::{self, Answer};

/// `GET /rest/servicedeskapi/request/{requestIdOrKey}/feedback`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Answer {
    experimental(&headers)?;
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let feedback = found(&data, place)?.feedback.as_ref();
    reply::ok(&render(feedback.ok_or_else(|| refusal(404, "The request has no feedback."))?))
}

/// `POST /rest/servicedeskapi/request/{requestIdOrKey}/feedback`
pub(super) async fn submit(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    experimental(&headers)?;
    let body = super::body(&bytes)?;
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    if found(&data, place)?.reporter != show::own_account(&data) {
        return Err(refusal(403, "Only the reporter can give feedback."));
    }
    if !data.issue(place).is_some_and(|issue| data.is_done(issue)) {
        return Err(refusal(400, "Feedback can be given once the request is resolved."));
    }
    let rating = body.get("rating").and_then(Value::as_u64).filter(|rating| (1..=5).contains(rating));
    let rating = rating.ok_or_else(|| refusal(400, "The rating must be between 1 and 5."))?;
    let comment = body.get("comment").and_then(|comment| comment.get("body")).and_then(Value::as_str).unwrap_or("");
    let feedback = Feedback { rating, comment: comment.to_owned() };
    found_mut(&mut data, place)?.feedback = Some(feedback.clone());
    Ok(reply::json(201, &render(&feedback)))
}

/// `DELETE /rest/servicedeskapi/request/{requestIdOrKey}/feedback`
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Answer {
    experimental(&headers)?;
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    let gone = found_mut(&mut data, place)?.feedback.take();
    gone.map(|_| nothing()).ok_or_else(|| refusal(404, "The request has no feedback."))
}

fn render(feedback: &Feedback) -> Value {
    json!({"type": "csat", "rating": feedback.rating, "comment": {"body": feedback.comment}})
}
