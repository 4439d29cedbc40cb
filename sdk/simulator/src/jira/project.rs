//! Projects.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::render;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, jira, put};
use crate::seed::Project;
use crate::state::{Data, position};

/// `GET /rest/api/3/project/search`
pub(crate) async fn search(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    params: Params,
) -> Answer {
    let data = app.read();
    let mut found: Vec<&Project> =
        data.seed.project.iter().filter(|own| !own.gone && caller != Caller::Guest && fits(own, &params)).collect();
    sort(&mut found, params.first("orderBy").unwrap_or("key"));
    let start = params.number("startAt", 0, 0, usize::MAX);
    let length = params.number("maxResults", 50, 1, 100);
    let values: Vec<Value> =
        found.iter().skip(start).take(length).map(|project| expanded(&data, project, &app.origin, &params)).collect();
    let link = |start: usize| format!("{}/rest/api/3/project/search?startAt={start}&maxResults={length}", app.origin);
    let is_last = start.saturating_add(length) >= found.len();
    let mut body = json!({"self": link(start)});
    if !is_last {
        put(&mut body, "nextPage", json!(link(start + length)));
    }
    put(&mut body, "maxResults", json!(length));
    put(&mut body, "startAt", json!(start));
    put(&mut body, "total", json!(found.len()));
    put(&mut body, "isLast", json!(is_last));
    put(&mut body, "values", json!(values));
    reply::ok(&body)
}

fn fits(project: &Project, params: &Params) -> bool {
    let (keys, ids, kinds) = (params.list("keys"), params.list("id"), params.list("typeKey"));
    let query = params.first("query").unwrap_or("").to_lowercase();
    let among = |list: &[String], value: &str| list.is_empty() || list.iter().any(|item| item == value);
    among(&keys, &project.key)
        && among(&ids, &project.id)
        && among(&kinds, &project.kind)
        && (project.key.to_lowercase().contains(&query) || project.name.to_lowercase().contains(&query))
}

fn sort(projects: &mut [&Project], order: &str) {
    match order.trim_start_matches(['+', '-', ' ']) {
        "name" => projects.sort_by(|a, b| a.name.cmp(&b.name)),
        _ => projects.sort_by(|a, b| a.key.cmp(&b.key)),
    }
    if order.starts_with('-') {
        projects.reverse();
    }
}

fn listed(project: &Project, origin: &str) -> Value {
    let mut value = Value::Object(render::project(project, origin));
    put(&mut value, "expand", json!("description,lead,issueTypes,url,projectKeys,permissions,insight"));
    put(&mut value, "style", json!("classic"));
    put(&mut value, "isPrivate", json!(false));
    value
}

fn expanded(data: &Data, project: &Project, origin: &str, params: &Params) -> Value {
    let mut value = listed(project, origin);
    let expand = params.list("expand");
    if expand.iter().any(|name| name == "lead") {
        put(&mut value, "lead", render::user(data, origin, project.lead));
    }
    if expand.iter().any(|name| name == "description") {
        put(&mut value, "description", json!(project.description));
    }
    value
}

/// `GET /rest/api/3/project/{projectIdOrKey}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
) -> Answer {
    let data = app.read();
    let by_id = || position(&data.seed.project, |project| project.id == key && !project.gone);
    let found = data.project_by_key(&key).or_else(by_id).filter(|_| caller != Caller::Guest);
    let Some(place) = found else {
        let what = if key.chars().all(|c| c.is_ascii_digit()) { "id" } else { "key" };
        return Err(jira(404, &format!("No project could be found with {what} '{key}'.")));
    };
    reply::ok(&whole(&data, &app.origin, place))
}

/// A project with all that its own page has.
pub(super) fn whole(data: &Data, origin: &str, place: u8) -> Value {
    let project = data.project(place);
    let mut value = listed(project, origin);
    let kinds = data.seed.issue_type.iter().map(|kind| render::issue_type(kind, origin));
    put(&mut value, "description", json!(project.description));
    if !project.url.is_empty() {
        put(&mut value, "url", json!(project.url));
    }
    put(&mut value, "lead", render::user(data, origin, project.lead));
    put(&mut value, "components", json!([]));
    put(&mut value, "issueTypes", Value::Array(kinds.collect()));
    put(&mut value, "assigneeType", json!("UNASSIGNED"));
    put(&mut value, "versions", json!([]));
    put(&mut value, "roles", json!({}));
    put(&mut value, "properties", json!({}));
    value
}
