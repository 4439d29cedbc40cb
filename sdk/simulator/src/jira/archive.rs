//! Issues put away, and brought back. An archived one is still seen by its key, found by no search, and not changed.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use serde_json::{Map, Value, json};

use super::issue::visible;
use super::stored;
use crate::app::App;
use crate::auth::Caller;
use crate::reply::{self, Answer, Refusal, jira};

/// As many as one request may name.
const MOST: usize = 1_000;

/// `PUT /rest/api/3/issue/archive`
pub(crate) async fn archive(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    put(&app, caller, &bytes, true)
}

/// `PUT /rest/api/3/issue/unarchive`
pub(crate) async fn unarchive(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    bytes: Bytes,
) -> Answer {
    put(&app, caller, &bytes, false)
}

fn put(app: &App, caller: Caller, bytes: &Bytes, away: bool) -> Answer {
    let body = super::body(bytes)?;
    let keys: Vec<String> = body
        .get("issueIdsOrKeys")
        .and_then(Value::as_array)
        .map(|keys| keys.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        .filter(|keys: &Vec<String>| !keys.is_empty())
        .ok_or_else(super::payload)?;
    if keys.len() > MOST {
        return Err(jira(400, &format!("You can archive up to {MOST} issues in a single request.")));
    }
    let mut data = app.write();
    let mut errors = Errors::default();
    let mut places = Vec::new();
    for key in &keys {
        match visible(&data, caller, key) {
            Err(_) => {
                errors.add("issuesNotFound", "Issue does not exist or you do not have permission to see it.", key);
            }
            Ok(place) if data.issue(place).is_some_and(|issue| stored::is_subtask(&data, issue)) => {
                errors.add("issueIsSubtask", "Issue is subtask.", key);
            }
            Ok(place) => places.push(place),
        }
    }
    if places.is_empty() {
        return Err(Refusal { status: 400, body: json!({"numberOfIssuesUpdated": 0, "errors": errors.0}) });
    }
    for place in &places {
        if away {
            data.archived.insert(*place)
        } else {
            data.archived.remove(place)
        };
    }
    data.revision += 1;
    reply::ok(&json!({"numberOfIssuesUpdated": places.len(), "errors": errors.0}))
}

/// Why some were left, by reason.
#[derive(Default)]
struct Errors(Map<String, Value>);

impl Errors {
    fn add(&mut self, reason: &str, message: &str, key: &str) {
        let entry =
            self.0.entry(reason).or_insert_with(|| json!({"count": 0, "issueIdsOrKeys": [], "message": message}));
        if let Some(keys) = entry.get_mut("issueIdsOrKeys").and_then(Value::as_array_mut) {
            keys.push(json!(key));
            let count = keys.len();
            reply::put(entry, "count", json!(count));
        }
    }
}
