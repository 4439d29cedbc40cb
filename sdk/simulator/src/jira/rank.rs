//! The order of issues on boards and in backlogs.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use serde_json::{Value, json};

use super::issue::visible;
use crate::app::App;
use crate::auth::Caller;
use crate::reply::{self, Answer, jira};

/// As many as one request may name.
const MOST: usize = 50;

/// `PUT /rest/agile/1.0/issue/rank`
pub(crate) async fn set(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let body = super::body(&bytes)?;
    let keys: Vec<&str> =
        body.get("issues").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let (before, after) = (body.get("rankBeforeIssue"), body.get("rankAfterIssue"));
    if keys.is_empty() || keys.len() > MOST || before.is_some() == after.is_some() {
        return Err(jira(400, "Name up to 50 issues, and one issue that they are ranked before or after."));
    }
    let mut data = app.write();
    let other = before.or(after).and_then(Value::as_str).unwrap_or("");
    let other = visible(&data, caller, other)?;
    let mut moved = Vec::new();
    let mut entries = Vec::new();
    for key in keys {
        match visible(&data, caller, key) {
            Ok(place) if place != other => moved.push(place),
            Ok(_) => entries.push(
                json!({"issueKey": key, "status": 400, "errors": ["An issue cannot be ranked relative to itself."]}),
            ),
            Err(refusal) => {
                entries.push(json!({"issueKey": key, "status": 404, "errors": refusal.body.get("errorMessages")}));
            }
        }
    }
    let issues = data.issues().map(|(place, _)| place + 1).max().unwrap_or(0);
    data.agile.put(&moved, other, before.is_some(), issues);
    data.revision += 1;
    if entries.is_empty() {
        return Ok(reply::empty(204));
    }
    Ok(reply::json(207, &json!({"entries": entries})))
}
