//! Jira Cloud platform REST v3.

mod about;
pub(crate) mod agile;
mod attachment;
mod comment;
mod edit;
mod field;
mod issue;
pub(crate) mod lists;
mod project;
pub(crate) mod render;
mod search;
pub(crate) mod select;
pub(crate) mod snapshot;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use serde_json::Value;

use crate::app::App;
use crate::reply::{Refusal, jira};

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/rest/api/3/myself", get(about::myself))
        .route("/rest/api/3/serverInfo", get(about::server_info))
        .route("/rest/api/3/search/jql", get(search::by_query).post(search::by_body))
        .route("/rest/api/3/search/approximate-count", post(search::count))
        .route("/rest/api/3/search", get(search::removed).post(search::removed))
        .route("/rest/api/2/search", get(search::removed).post(search::removed))
        .route("/rest/api/3/issue", post(issue::create))
        .route("/rest/api/3/issue/{key}", get(issue::get).put(issue::update).delete(issue::delete))
        .route(
            "/rest/api/3/issue/{key}/attachments",
            // The door has a limit of its own.
            post(attachment::add).layer(DefaultBodyLimit::disable()),
        )
        .route("/rest/api/3/attachment/{id}", get(attachment::get))
        .route("/rest/api/3/attachment/content/{id}", get(attachment::content))
        .route("/_storage/{id}", get(attachment::stored))
        .route("/rest/api/3/issue/{key}/comment", get(comment::list).post(comment::create))
        .route("/rest/api/3/field", get(field::list))
        .route("/rest/api/3/project/search", get(project::search))
        .route("/rest/api/3/project/{key}", get(project::get))
        .merge(agile::routes())
        .merge(lists::routes())
}

/// The JSON object of a body, or Jira's words for what is none.
fn body(bytes: &Bytes) -> Result<serde_json::Map<String, Value>, Refusal> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(body)) => Ok(body),
        Ok(_) => Err(payload()),
        Err(_) => Err(jira(400, "There was an error parsing JSON. Check that your request body is valid.")),
    }
}

/// Jira's words for JSON of the wrong shape.
fn payload() -> Refusal {
    jira(400, "Invalid request payload. Refer to the REST API documentation and try again.")
}
