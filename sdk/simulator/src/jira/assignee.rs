//! Who an issue belongs to.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::issue::{editable, invisible, visible};
use super::{changelog, edit};
use crate::app::App;
use crate::auth::Caller;
use crate::reply::{self, Answer, Refusal, jira};
use crate::time;

/// `PUT /rest/api/3/issue/{issueIdOrKey}/assignee`
pub(crate) async fn set(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    bytes: Bytes,
) -> Answer {
    let body = super::body(&bytes)?;
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    editable(&data, place)?;
    if !body.contains_key("accountId") {
        return Err(jira(400, "One of 'accountId' or 'name' must be provided."));
    }
    // The project's default, which is nobody here.
    let wanted = if body.get("accountId") == Some(&json!("-1")) { Value::Null } else { Value::Object(body) };
    let assignee = edit::person(&data, &wanted).map_err(|sentence| Refusal {
        status: 400,
        body: json!({"errorMessages": [], "errors": {"assignee": sentence}}),
    })?;
    let mut issue = data.issue(place).cloned().ok_or_else(invisible)?;
    issue.assignee = assignee;
    issue.updated = time::now();
    changelog::replace(&mut data, place, issue);
    Ok(reply::with_header(reply::empty(204), "content-type", "application/json;charset=UTF-8"))
}
