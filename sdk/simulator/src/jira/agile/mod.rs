//! Jira Software: boards, sprints, epics and the backlog.

mod board;
mod data;
mod epic;
mod listing;
mod moves;
mod sprint;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use serde_json::{Value, json};

pub(crate) use data::Agile;

use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer};

pub(crate) fn routes() -> Router<Arc<App>> {
    let agile = Router::new()
        .route("/board", get(board::list))
        .route("/board/{id}", get(board::get))
        .route("/board/{id}/configuration", get(board::configuration))
        .route("/board/{id}/sprint", get(sprint::list))
        .route("/board/{id}/epic", get(epic::list))
        .route("/sprint", post(sprint::create))
        .route("/sprint/{id}", get(sprint::get).post(sprint::update).delete(sprint::delete))
        .route("/sprint/{id}/issue", post(moves::to_sprint))
        .route("/epic/none/issue", post(moves::out_of_epics))
        .route("/epic/{key}", get(epic::get))
        .route("/epic/{key}/issue", post(moves::to_epic))
        .route("/backlog/issue", post(moves::to_backlog))
        .route("/backlog/{id}/issue", post(moves::to_backlog_of_board));
    let software = Router::new()
        .route("/board/{id}/issue", get(listing::of_board))
        .route("/board/{id}/issue/approximate-count", get(listing::count_of_board))
        .route("/board/{id}/backlog", get(listing::of_backlog))
        .route("/board/{id}/backlog/approximate-count", get(listing::count_of_backlog))
        .route("/sprint/{id}/issue", get(listing::of_sprint))
        .route("/epic/none/issue", get(listing::without_epic))
        .route("/epic/{key}/issue", get(listing::of_epic));
    Router::new().nest("/rest/agile/1.0", agile).nest("/rest/software/1.0", software)
}

/// A page of a listing by offset.
fn page(params: &Params, all: &[Value]) -> Answer {
    let start = params.number("startAt", 0, 0, usize::MAX);
    let length = params.number("maxResults", 50, 1, 50);
    let values: Vec<&Value> = all.iter().skip(start).take(length).collect();
    reply::ok(&json!({
        "maxResults": length,
        "startAt": start,
        "total": all.len(),
        "isLast": start.saturating_add(length) >= all.len(),
        "values": values,
    }))
}
