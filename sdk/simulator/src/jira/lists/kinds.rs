//! What issues can be: priorities, resolutions, statuses and types.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::page;
use crate::app::App;
use crate::auth::Caller;
use crate::jira::render;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira, put};
use crate::state::Data;

/// `GET /rest/api/3/priority/search`
pub(super) async fn priorities(State(app): State<Arc<App>>, params: Params) -> Answer {
    let data = app.read();
    let shown = |found: &crate::seed::Named| {
        let mut shown = render::priority(found, &app.origin);
        put(&mut shown, "description", json!(""));
        put(&mut shown, "statusColor", json!("#ea7d24"));
        put(&mut shown, "isDefault", json!(found.name == "Medium"));
        shown
    };
    let all: Vec<Value> = data.seed.priority.iter().map(shown).collect();
    page(&params, &app.origin, "priority/search", &all)
}

/// `GET /rest/api/3/resolution/search`
pub(super) async fn resolutions(State(app): State<Arc<App>>, params: Params) -> Answer {
    let resolution = |id: &str, name: &str, description: &str| {
        let link = format!("{}/rest/api/3/resolution/{id}", app.origin);
        json!({"self": link, "id": id, "name": name, "description": description, "default": false})
    };
    let all = [
        resolution("10000", "Done", "Work has been completed on this issue."),
        resolution("10001", "Won't Do", "This issue won't be actioned."),
        resolution("10002", "Duplicate", "The problem is a duplicate of an existing issue."),
    ];
    page(&params, &app.origin, "resolution/search", &all)
}

/// `GET /rest/api/3/status`
pub(super) async fn statuses(State(app): State<Arc<App>>) -> Answer {
    let data = app.read();
    reply::ok(&data.seed.status.iter().map(|status| render::status(status, &app.origin)).collect())
}

/// `GET /rest/api/3/project/{projectIdOrKey}/statuses`
pub(super) async fn statuses_of_project(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
) -> Answer {
    let data = app.read();
    project(&data, caller, &key)?;
    let statuses: Vec<Value> = data.seed.status.iter().map(|status| render::status(status, &app.origin)).collect();
    let kind = |kind: &crate::seed::Named| {
        let link = format!("{}/rest/api/3/issuetype/{}", app.origin, kind.id);
        json!({"self": link, "id": kind.id, "name": kind.name, "subtask": false, "statuses": statuses})
    };
    reply::ok(&data.seed.issue_type.iter().map(kind).collect())
}

/// `GET /rest/api/3/issuetype`
pub(super) async fn issue_types(State(app): State<Arc<App>>) -> Answer {
    let data = app.read();
    reply::ok(&data.seed.issue_type.iter().map(|kind| render::issue_type(kind, &app.origin)).collect())
}

/// `GET /rest/api/3/issuetype/project`
pub(super) async fn issue_types_of_project(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    params: Params,
) -> Answer {
    let data = app.read();
    project(&data, caller, params.first("projectId").unwrap_or(""))?;
    reply::ok(&data.seed.issue_type.iter().map(|kind| render::issue_type(kind, &app.origin)).collect())
}

fn project(data: &Data, caller: Caller, key: &str) -> Result<(), Refusal> {
    let fits = |project: &crate::seed::Project| project.key.eq_ignore_ascii_case(key) || project.id == key;
    if caller != Caller::Guest && data.seed.project.iter().any(fits) {
        return Ok(());
    }
    Err(jira(404, &format!("No project could be found with key '{key}'.")))
}
