//! What the caller may do.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::auth::Caller;
use crate::jira::issue::visible;
use crate::params::Params;
use crate::reply::{self, Answer, jira};

#[derive(Debug, Deserialize)]
pub(super) struct Permissions {
    #[serde(default)]
    missing: bool,
    keys: Vec<String>,
}

/// `GET /rest/api/3/mypermissions`
pub(super) async fn mine(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, params: Params) -> Answer {
    let data = app.read();
    if let Some(key) = params.first("projectKey")
        && data.project_by_key(key).is_none_or(|_| caller == Caller::Guest)
    {
        return Err(jira(404, &format!("No project could be found with key '{key}'.")));
    }
    if let Some(key) = params.first("issueKey").or_else(|| params.first("issueId")) {
        visible(&data, caller, key)?;
    }
    let keys = params.list("permissions");
    if keys.is_empty() {
        return Err(jira(400, "The 'permissions' query parameter is required."));
    }
    let all = data.lists.permissions.iter().flat_map(|some| some.keys.iter().map(|key| (key, !some.missing)));
    let all: Vec<(&String, bool)> = all.collect();
    let mut shown = Map::new();
    for (number, key) in (1_u8..).zip(&keys) {
        let found = all.iter().find(|(known, _)| *known == key);
        let (_, have) = found.ok_or_else(|| jira(400, &format!("Unrecognized permission: {key}")))?;
        shown.insert(key.clone(), render(key, number, *have && caller != Caller::Guest));
    }
    reply::ok(&json!({"permissions": shown}))
}

fn render(key: &str, number: u8, have: bool) -> Value {
    let words = key.to_lowercase().replace('_', " ");
    let mut letters = words.chars();
    let name: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let kind = if matches!(key, "ADMINISTER" | "SYSTEM_ADMIN") { "GLOBAL" } else { "PROJECT" };
    json!({
        "id": number.to_string(),
        "key": key,
        "name": name,
        "type": kind,
        "description": format!("Ability to {words}."),
        "havePermission": have,
    })
}
