//! Automation's rule management: a service of its own behind the gateway, with its own errors.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, put};
use crate::state::{DEV, Data};

/// When the rules were made, in seconds.
const MADE: f64 = 1_743_568_964.174;

/// One rule, as it was sent.
#[derive(Debug)]
pub(super) struct Rule {
    uuid: String,
    rule: Map<String, Value>,
    connections: Value,
}

/// One as the data file has it.
#[derive(Deserialize)]
pub(super) struct Seed {
    uuid: String,
    name: String,
    description: String,
    state: String,
    labels: Vec<String>,
    trigger: String,
}

impl Rule {
    pub(super) fn seeded(data: &Data, seed: &Seed) -> Self {
        let account = &data.user(DEV).account_id;
        let rule = json!({
            "name": seed.name,
            "description": seed.description,
            "state": seed.state,
            "labels": seed.labels,
            "authorAccountId": account,
            "actor": {"type": "ACCOUNT_ID", "actor": account},
            "ruleScopeARIs": [format!("ari:cloud:jira::site/{}", data.seed.site.cloud_id)],
            "trigger": {"component": "TRIGGER", "type": seed.trigger, "schemaVersion": 1, "value": {}},
            "components": [
                {"component": "ACTION", "type": "jira.issue.edit", "schemaVersion": 12, "value": {"operations": []}},
            ],
            "canOtherRuleTrigger": false,
            "notifyOnError": "FIRSTERROR",
        });
        Self { uuid: seed.uuid.clone(), rule: rule.as_object().cloned().unwrap_or_default(), connections: json!([]) }
    }

    fn is_enabled(&self) -> bool {
        self.rule.get("state").and_then(Value::as_str) == Some("ENABLED")
    }

    fn json(&self) -> Value {
        let mut rule = Value::Object(self.rule.clone());
        put(&mut rule, "uuid", json!(self.uuid));
        put(&mut rule, "created", json!(MADE));
        put(&mut rule, "updated", json!(MADE));
        json!({"rule": rule, "connections": self.connections})
    }

    fn summary(&self) -> Value {
        let mut value = json!({"uuid": self.uuid, "created": MADE, "updated": MADE});
        for name in ["name", "state", "description", "labels", "authorAccountId", "ruleScopeARIs"] {
            put(&mut value, name, self.rule.get(name).cloned().unwrap_or(Value::Null));
        }
        put(&mut value, "actorAccountId", self.rule.get("authorAccountId").cloned().unwrap_or(Value::Null));
        value
    }
}

fn refusal(status: u16, code: &str, title: &str) -> Refusal {
    Refusal { status, body: json!({"errors": [{"status": status, "code": code, "title": title}]}) }
}

fn allowed(caller: Caller) -> Result<(), Refusal> {
    match caller {
        Caller::Dev => Ok(()),
        _ => Err(refusal(403, "FORBIDDEN", "Only administrators may manage rules.")),
    }
}

fn absent(uuid: &str) -> Refusal {
    refusal(404, "NOT_FOUND", &format!("There is no rule {uuid}."))
}

/// `GET /rest/v1/rule/summary`: the links are bare queries.
pub(super) async fn summaries(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    params: Params,
) -> Answer {
    allowed(caller)?;
    let data = app.read();
    let (start, length) = (params.number("cursor", 0, 0, usize::MAX), params.number("limit", 50, 1, 100));
    let rules: Vec<Value> = data.admin.rules.iter().skip(start).take(length).map(Rule::summary).collect();
    let link = |start: usize| format!("?cursor={start}&limit={length}");
    let next = (start + length < data.admin.rules.len()).then(|| link(start + length));
    let prev = (start > 0).then(|| link(start.saturating_sub(length)));
    reply::ok(&json!({"links": {"self": link(start), "next": next, "prev": prev}, "data": rules}))
}

/// `GET /rest/v1/rule/{ruleUuid}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    allowed(caller)?;
    let data = app.read();
    let rule = data.admin.rules.iter().find(|rule| rule.uuid == id).ok_or_else(|| absent(&id))?;
    reply::ok(&rule.json())
}

/// A rule that was sent, or the sentence for what is none.
fn read(bytes: &Bytes) -> Result<(Map<String, Value>, Value), Refusal> {
    let broken = || refusal(400, "BAD_REQUEST", "The request body could not be parsed.");
    let mut body: Map<String, Value> = serde_json::from_slice(bytes).map_err(|_| broken())?;
    let Some(Value::Object(rule)) = body.remove("rule") else { return Err(broken()) };
    let has = |name: &str, kind: fn(&Value) -> bool| rule.get(name).is_some_and(kind);
    if !has("name", Value::is_string) || !has("trigger", Value::is_object) || rule.contains_key("uuid") {
        return Err(broken());
    }
    Ok((rule, body.remove("connections").unwrap_or_else(|| json!([]))))
}

/// `POST /rest/v1/rule`
pub(super) async fn create(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    allowed(caller)?;
    let (rule, connections) = read(&bytes)?;
    let mut data = app.write();
    let uuid = format!("0192e5ac-0e25-71de-ba7b-d972e6b{:05}", data.admin.next());
    data.admin.rules.push(Rule { uuid: uuid.clone(), rule, connections });
    Ok(reply::json(201, &json!({"ruleUuid": uuid})))
}

/// `PUT /rest/v1/rule/{ruleUuid}`
pub(super) async fn update(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    allowed(caller)?;
    let (sent, connections) = read(&bytes)?;
    let mut data = app.write();
    let rule = data.admin.rules.iter_mut().find(|rule| rule.uuid == id).ok_or_else(|| absent(&id))?;
    (rule.rule, rule.connections) = (sent, connections);
    reply::ok(&json!({"ruleUuid": id}))
}

/// `PUT /rest/v1/rule/{ruleUuid}/state`
pub(super) async fn state(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    allowed(caller)?;
    let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let value = body.get("value").and_then(Value::as_str).filter(|value| ["ENABLED", "DISABLED"].contains(value));
    let value = value.ok_or_else(|| refusal(400, "BAD_REQUEST", "The request body could not be parsed."))?;
    let mut data = app.write();
    let rule = data.admin.rules.iter_mut().find(|rule| rule.uuid == id).ok_or_else(|| absent(&id))?;
    rule.rule.insert("state".to_owned(), json!(value));
    Ok(reply::empty(204))
}

/// `DELETE /rest/v1/rule/{ruleUuid}`: without a content type, the real service answers 415.
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    allowed(caller)?;
    if headers.get("content-type").is_none_or(|value| value != "application/json") {
        return Ok(reply::empty(415));
    }
    let mut data = app.write();
    let rule = data.admin.rules.iter().find(|rule| rule.uuid == id).ok_or_else(|| absent(&id))?;
    if rule.is_enabled() {
        return Err(refusal(400, "BAD_REQUEST", "Rule cannot be deleted while it is enabled."));
    }
    data.admin.rules.retain(|rule| rule.uuid != id);
    Ok(reply::empty(204))
}
