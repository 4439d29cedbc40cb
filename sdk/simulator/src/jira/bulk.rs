//! Jira's own bulk operations: an order of up to 1000 issues, and the task that carries it out.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Extension, Router};
use serde_json::{Map, Value, json};

use super::render;
use crate::app::App;
use crate::auth::Caller;
use crate::control::lock;
use crate::reply::{self, Answer, Refusal, jira};
use crate::state::{DEV, Data, issue_id, position};
use crate::time::{self, Millis};

/// Most issues of one order.
const MOST: usize = 1000;
/// Number of the first task.
const FIRST: usize = 10_640;

/// What became of an order. It was carried out at once; whoever asks is told so at the second time.
#[derive(Debug)]
pub(crate) struct Task {
    /// Ids of the issues that were done.
    done: Vec<String>,
    /// Ids of those that were not, and why.
    failed: Vec<(String, String)>,
    created: Millis,
    asked: u32,
}

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/rest/api/3/bulk/issues/delete", post(delete))
        .route("/rest/api/3/bulk/issues/move", post(moved))
        .route("/rest/api/3/bulk/queue/{id}", get(progress))
}

/// `POST /rest/api/3/bulk/issues/delete`
async fn delete(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let body = super::body(&bytes)?;
    let mut data = app.write();
    let places = places(&data, caller, body.get("selectedIssueIdsOrKeys"))?;
    let done = places.iter().map(|place| issue_id(*place)).collect();
    places.iter().for_each(|place| data.remove(*place));
    Ok(submit(&app, done, Vec::new()))
}

/// `POST /rest/api/3/bulk/issues/move`: `{"DEV,10001": {"issueIdsOrKeys": […]}}` says where to, as which type.
async fn moved(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let body = super::body(&bytes)?;
    let targets = body.get("targetToSourcesMapping").and_then(Value::as_object).ok_or_else(super::payload)?;
    let mut data = app.write();
    let mut orders = Vec::new();
    for (target, mapping) in targets {
        let inferred =
            ["inferFieldDefaults", "inferStatusDefaults", "inferSubtaskTypeDefault", "inferClassificationDefaults"];
        if inferred.iter().any(|name| mapping.get(name) != Some(&json!(true))) {
            return Err(refusal("The mapping of fields, statuses, subtasks and classifications is incomplete"));
        }
        let (project, kind) = destination(&data, target).ok_or_else(|| refusal("The target is not valid"))?;
        orders.push((project, kind, places(&data, caller, mapping.get("issueIdsOrKeys"))?));
    }
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for (project, kind, places) in orders {
        for place in places {
            match data.move_to(place, project, kind) {
                Some(()) => done.push(issue_id(place)),
                None => failed.push((issue_id(place), "The issue could not be moved".to_owned())),
            }
        }
    }
    Ok(submit(&app, done, failed))
}

/// Project and type of `PROJECT,TYPE`.
fn destination(data: &Data, target: &str) -> Option<(u8, u8)> {
    let mut parts = target.split(',');
    let (project, kind) = (parts.next()?, parts.next()?);
    let project = data.project_by_key(project).or_else(|| position(&data.seed.project, |known| known.id == project))?;
    Some((project, position(&data.seed.issue_type, |known| known.id == kind)?))
}

/// The issues of an order; one that is not there makes all of it wrong.
fn places(data: &Data, caller: Caller, list: Option<&Value>) -> Result<Vec<usize>, Refusal> {
    let keys: Vec<&str> = list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    if keys.is_empty() || keys.len() > MOST {
        return Err(refusal(&format!("The number of issues must be between 1 and {MOST}")));
    }
    let found: Option<Vec<_>> = keys.iter().map(|key| data.find(key).filter(|_| caller == Caller::Dev)).collect();
    found.ok_or_else(|| refusal("Some of the issues in the issueIdsOrKeys are not valid"))
}

fn refusal(message: &str) -> Refusal {
    Refusal { status: 400, body: json!({"errors": [{"message": message}]}) }
}

fn submit(app: &App, done: Vec<String>, failed: Vec<(String, String)>) -> axum::response::Response {
    let mut tasks = lock(&app.tasks);
    tasks.push(Task { done, failed, created: time::now(), asked: 0 });
    reply::json(201, &json!({"taskId": (FIRST + tasks.len() - 1).to_string()}))
}

/// `GET /rest/api/3/bulk/queue/{taskId}`
async fn progress(State(app): State<Arc<App>>, Path(id): Path<String>) -> Answer {
    let data = app.read();
    let mut tasks = lock(&app.tasks);
    let place = id.parse::<usize>().ok().and_then(|number| number.checked_sub(FIRST));
    let task = place
        .and_then(|place| tasks.get_mut(place))
        .ok_or_else(|| jira(400, "The task associated with this taskId is not a bulk operation task"))?;
    task.asked += 1;
    let is_over = task.asked > 1;
    let number = |id: &String| id.parse::<u64>().unwrap_or_default();
    let done: Vec<u64> = task.done.iter().filter(|_| is_over).map(number).collect();
    let failed: Map<String, Value> =
        task.failed.iter().filter(|_| is_over).map(|(id, why)| (id.clone(), json!([why]))).collect();
    reply::ok(&json!({
        "taskId": id,
        "status": if is_over { "COMPLETE" } else { "RUNNING" },
        "progressPercent": if is_over { 100 } else { 40 },
        "submittedBy": render::user(&data, &app.origin, DEV),
        "created": time::jira(task.created),
        "started": time::jira(task.created),
        "updated": time::jira(task.created),
        "totalIssueCount": task.done.len() + task.failed.len(),
        "processedAccessibleIssues": done,
        "failedAccessibleIssues": failed,
        "invalidOrInaccessibleIssueCount": 0,
    }))
}
