//! Queues.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::data::Queue;
use super::{desk, page, refusal};
use crate::app::App;
use crate::auth::Caller;
use crate::jira::render;
use crate::jira::select::Selection;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, put};
use crate::state::Data;
use crate::{jql, time};

/// What queues show.
const FIELDS: [&str; 6] = ["issuetype", "summary", "status", "reporter", "assignee", "created"];

/// `GET /rest/servicedeskapi/servicedesk/{serviceDeskId}/queue`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    desk::visible(&data, caller, &id)?;
    let queues = data.desks.queues.iter().filter(|queue| queue.desk == id);
    let all: Vec<Value> =
        queues.map(|queue| show(&data, caller, queue, &app.origin, &params)).collect::<Result<_, _>>()?;
    reply::ok(&page(&params, &app.origin, &format!("servicedesk/{id}/queue"), &all))
}

/// `GET /rest/servicedeskapi/servicedesk/{serviceDeskId}/queue/{queueId}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((id, queue)): Path<(String, String)>,
    params: Params,
) -> Answer {
    let data = app.read();
    let queue = visible(&data, caller, &id, &queue)?;
    reply::ok(&show(&data, caller, queue, &app.origin, &params)?)
}

/// `GET /rest/servicedeskapi/servicedesk/{serviceDeskId}/queue/{queueId}/issue`
pub(super) async fn issues(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((id, queue)): Path<(String, String)>,
    params: Params,
) -> Answer {
    let data = app.read();
    let queue = visible(&data, caller, &id, &queue)?;
    let selection = Selection::new(&FIELDS.map(str::to_owned), "id").keyed();
    let issue = |place: usize| {
        let mut shown = render::issue(&data, &app.origin, place, data.issue(place)?, &selection);
        if let Value::Object(shown) = &mut shown {
            shown.remove("expand");
        }
        Some(shown)
    };
    let all: Vec<Value> = places(&data, caller, queue)?.into_iter().filter_map(issue).collect();
    reply::ok(&page(&params, &app.origin, &format!("servicedesk/{id}/queue/{}/issue", queue.id), &all))
}

fn visible<'a>(data: &'a Data, caller: Caller, desk: &str, id: &str) -> Result<&'a Queue, Refusal> {
    desk::visible(data, caller, desk)?;
    let found = data.desks.queues.iter().find(|queue| queue.desk == desk && queue.id == id);
    found.ok_or_else(|| refusal(404, "The queue does not exist."))
}

fn show(data: &Data, caller: Caller, queue: &Queue, origin: &str, params: &Params) -> Result<Value, Refusal> {
    let link = format!("{origin}/rest/servicedeskapi/servicedesk/{}/queue/{}", queue.desk, queue.id);
    let mut shown = json!({
        "id": queue.id,
        "name": queue.name,
        "jql": queue.jql,
        "fields": FIELDS,
        "_links": {"self": link},
    });
    if params.first("includeCount") == Some("true") {
        put(&mut shown, "issueCount", json!(places(data, caller, queue)?.len()));
    }
    Ok(shown)
}

fn places(data: &Data, caller: Caller, queue: &Queue) -> Result<Vec<usize>, Refusal> {
    let refuse = |message: String| refusal(400, &message);
    let query = jql::parse(&queue.jql).map_err(refuse)?;
    Ok(jql::compile(&query, data, caller, time::now()).map_err(refuse)?.run(data))
}
