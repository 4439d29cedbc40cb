//! The webhooks of a site.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::administrator;
use crate::app::App;
use crate::auth::Caller;
use crate::reply::{self, Answer, Refusal, jira, put};

/// What may be sent; anything else Jira refuses.
const KNOWN: [&str; 6] = ["name", "url", "events", "filters", "excludeBody", "enabled"];

/// One as the data file has it.
#[derive(Deserialize)]
pub(super) struct Seed {
    pub(super) id: u64,
    name: String,
    url: String,
    events: Vec<String>,
    jql: Option<String>,
    #[serde(default = "yes")]
    enabled: bool,
}

fn yes() -> bool {
    true
}

impl Seed {
    /// As somebody would have sent it.
    pub(super) fn sent(&self) -> Map<String, Value> {
        let filters = self.jql.as_ref().map_or(json!({}), |jql| json!({"issue-related-events-section": jql}));
        let sent = json!({
            "name": self.name,
            "url": self.url,
            "events": self.events,
            "filters": filters,
            "excludeBody": false,
            "enabled": self.enabled,
        });
        sent.as_object().cloned().unwrap_or_default()
    }
}

/// The id stands in the address alone.
fn shown(id: u64, webhook: &Map<String, Value>, origin: &str) -> Value {
    let mut value = Value::Object(webhook.clone());
    put(&mut value, "self", json!(format!("{origin}/rest/webhooks/1.0/webhook/{id}")));
    put(&mut value, "lastUpdatedDisplayName", json!("Devi Example"));
    put(&mut value, "lastUpdated", json!(1_767_323_045_000_u64));
    value
}

fn read(bytes: &Bytes) -> Result<Map<String, Value>, Refusal> {
    let mut sent = super::super::body(bytes)?;
    if let Some(unknown) = sent.keys().find(|name| !KNOWN.contains(&name.as_str())) {
        return Err(jira(400, &format!("Unrecognized field \"{unknown}\".")));
    }
    let has = |name: &str| sent.get(name).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty());
    if !has("name") || !has("url") {
        return Err(jira(400, "A webhook needs a name and a URL."));
    }
    if !sent.get("url").and_then(Value::as_str).is_some_and(|url| url.starts_with("https://")) {
        return Err(jira(400, "The URL of a webhook must begin with https://."));
    }
    sent.entry("enabled").or_insert(json!(true));
    sent.entry("filters").or_insert_with(|| json!({}));
    Ok(sent)
}

fn absent(id: u64) -> Refusal {
    jira(404, &format!("A webhook with ID {id} does not exist."))
}

/// `GET /rest/webhooks/1.0/webhook`: a bare array.
pub(super) async fn list(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>) -> Answer {
    administrator(caller)?;
    let data = app.read();
    reply::ok(&data.admin.webhooks.iter().map(|(id, webhook)| shown(*id, webhook, &app.origin)).collect())
}

/// `GET /rest/webhooks/1.0/webhook/{id}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
) -> Answer {
    administrator(caller)?;
    let data = app.read();
    let webhook = data.admin.webhooks.get(&id).ok_or_else(|| absent(id))?;
    reply::ok(&shown(id, webhook, &app.origin))
}

/// `POST /rest/webhooks/1.0/webhook`
pub(super) async fn create(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    administrator(caller)?;
    let webhook = read(&bytes)?;
    let mut data = app.write();
    let id = data.admin.webhooks.keys().last().map_or(1, |last| last + 1);
    let answer = shown(id, &webhook, &app.origin);
    data.admin.webhooks.insert(id, webhook);
    Ok(reply::json(201, &answer))
}

/// `PUT /rest/webhooks/1.0/webhook/{id}`: the whole webhook.
pub(super) async fn update(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
    bytes: Bytes,
) -> Answer {
    administrator(caller)?;
    let webhook = read(&bytes)?;
    let mut data = app.write();
    let own = data.admin.webhooks.get_mut(&id).ok_or_else(|| absent(id))?;
    own.clone_from(&webhook);
    reply::ok(&shown(id, &webhook, &app.origin))
}

/// `DELETE /rest/webhooks/1.0/webhook/{id}`
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
) -> Answer {
    administrator(caller)?;
    app.write().admin.webhooks.remove(&id).ok_or_else(|| absent(id))?;
    Ok(reply::empty(204))
}
