//! Jira Service Management, `/rest/servicedeskapi`.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Extension, Router};
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, put};
use crate::seed::ServiceDesk;
use crate::state::Data;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/rest/servicedeskapi/info", get(info)).route("/rest/servicedeskapi/servicedesk", get(desks))
}

/// `GET /rest/servicedeskapi/info`
async fn info(State(app): State<Arc<App>>) -> Answer {
    reply::ok(&json!({
        "version": "5.0.0",
        "platformVersion": "1001.0.0-SNAPSHOT",
        "buildDate": {
            "iso8601": "2026-01-02T03:04:05+0000",
            "jira": "2026-01-02T03:04:05.000+0000",
            "friendly": "02/Jan/26 3:04 AM",
            "epochMillis": 1_767_323_045_000_i64,
        },
        "buildChangeSet": "0000000000000000000000000000000000000000",
        "isLicensedForUse": true,
        "_links": {"self": format!("{}/rest/servicedeskapi/info", app.origin)},
    }))
}

/// `GET /rest/servicedeskapi/servicedesk`
async fn desks(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, params: Params) -> Answer {
    let data = app.read();
    let visible = data.seed.service_desk.iter().filter(|_| caller != Caller::Guest);
    let all: Vec<Value> = visible.filter_map(|desk| render(&data, desk, &app.origin)).collect();
    let start = params.number("start", 0, 0, usize::MAX);
    let limit = params.number("limit", 50, 1, 100);
    let base = format!("{}/rest/servicedeskapi", app.origin);
    let link = |start: usize| json!(format!("{base}/servicedesk?start={start}&limit={limit}"));
    let values: Vec<&Value> = all.iter().skip(start).take(limit).collect();
    let is_last = start.saturating_add(limit) >= all.len();
    let mut links = json!({"base": app.origin, "context": "", "self": link(start)});
    if !is_last {
        put(&mut links, "next", link(start + limit));
    }
    if start > 0 {
        put(&mut links, "prev", link(start.saturating_sub(limit)));
    }
    reply::ok(&json!({
        "_expands": [],
        "size": values.len(),
        "start": start,
        "limit": limit,
        "isLastPage": is_last,
        "_links": links,
        "values": values,
    }))
}

fn render(data: &Data, desk: &ServiceDesk, origin: &str) -> Option<Value> {
    let project = data.project(data.project_by_key(&desk.project)?);
    Some(json!({
        "id": desk.id,
        "projectId": project.id,
        "projectName": project.name,
        "projectKey": project.key,
        "_links": {"self": format!("{origin}/rest/servicedeskapi/servicedesk/{}", desk.id)},
    }))
}
