//! Service desks.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::{page, refusal};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::seed::ServiceDesk;
use crate::state::Data;

/// `GET /rest/servicedeskapi/servicedesk`
pub(super) async fn list(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, params: Params) -> Answer {
    let data = app.read();
    let visible = data.seed.service_desk.iter().filter(|_| caller != Caller::Guest);
    let all: Vec<Value> = visible.filter_map(|desk| render(&data, desk, &app.origin)).collect();
    reply::ok(&page(&params, &app.origin, "servicedesk", &all))
}

/// `GET /rest/servicedeskapi/servicedesk/{serviceDeskId}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let data = app.read();
    let desk = visible(&data, caller, &id)?;
    reply::ok(&render(&data, desk, &app.origin).unwrap_or(Value::Null))
}

/// The desk, where the caller may see it.
pub(super) fn visible<'a>(data: &'a Data, caller: Caller, id: &str) -> Result<&'a ServiceDesk, Refusal> {
    let found = data.seed.service_desk.iter().find(|desk| desk.id == id && caller != Caller::Guest);
    found.ok_or_else(|| refusal(404, &format!("The Service Desk with ID '{id}' does not exist.")))
}

pub(super) fn render(data: &Data, desk: &ServiceDesk, origin: &str) -> Option<Value> {
    let project = data.project(data.project_by_key(&desk.project)?);
    Some(json!({
        "id": desk.id,
        "projectId": project.id,
        "projectName": project.name,
        "projectKey": project.key,
        "_links": {"self": format!("{origin}/rest/servicedeskapi/servicedesk/{}", desk.id)},
    }))
}
