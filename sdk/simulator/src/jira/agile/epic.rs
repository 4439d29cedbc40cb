//! Epics.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::board::visible as board;
use super::data::is_epic;
use super::page;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira};
use crate::state::{Data, Issue, issue_id};

/// `GET /rest/agile/1.0/board/{boardId}/epic`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let board = board(&data, caller, &id)?;
    let done = params.first("done").map(|done| done == "true");
    let fits = |(_, issue): &(usize, &Issue)| {
        data.project(issue.project).key == board.project
            && is_epic(&data, issue)
            && done.is_none_or(|done| data.is_done(issue) == done)
    };
    let all: Vec<Value> =
        data.issues().filter(fits).map(|(place, issue)| render(&data, place, issue, &app.origin)).collect();
    page(&params, &all)
}

/// `GET /rest/agile/1.0/epic/{epicIdOrKey}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let shown = data.issue(place).map(|issue| render(&data, place, issue, &app.origin));
    reply::ok(&shown.unwrap_or(Value::Null))
}

/// The place of an epic that the caller may see.
pub(super) fn visible(data: &Data, caller: Caller, key: &str) -> Result<usize, Refusal> {
    let place = super::super::issue::visible(data, caller, key)?;
    if data.issue(place).is_some_and(|issue| is_epic(data, issue)) {
        return Ok(place);
    }
    Err(jira(404, &format!("The issue '{key}' is not an epic.")))
}

fn render(data: &Data, place: usize, issue: &Issue, origin: &str) -> Value {
    let id = issue_id(place);
    let summary = data.summary(issue);
    let name: String = summary.chars().take(40).collect();
    json!({
        "id": id.parse::<u64>().unwrap_or(0),
        "key": data.key(issue),
        "self": format!("{origin}/rest/agile/1.0/epic/{id}"),
        "name": name,
        "summary": summary,
        "color": {"key": "color_1"},
        "done": data.is_done(issue),
    })
}
