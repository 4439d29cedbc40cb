//! Jira Cloud platform REST v3.

mod about;
pub(crate) mod admin;
pub(crate) mod agile;
mod archive;
mod assignee;
mod attachment;
pub(crate) mod bulk;
pub(crate) mod changelog;
mod comment;
mod edit;
pub(crate) mod extras;
pub(crate) mod field;
mod issue;
mod link;
pub(crate) mod lists;
mod mark;
mod meta;
mod project;
mod rank;
pub(crate) mod render;
mod search;
pub(crate) mod select;
pub(crate) mod snapshot;
pub(crate) mod stored;
mod transition;
pub(crate) mod workflow;
mod worklog;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post, put};
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
        .route("/rest/api/3/issue/archive", put(archive::archive))
        .route("/rest/api/3/issue/unarchive", put(archive::unarchive))
        .route("/rest/api/3/issue/createmeta/{project}/issuetypes", get(meta::issue_types))
        .route("/rest/api/3/issue/createmeta/{project}/issuetypes/{type}", get(meta::create))
        .route("/rest/api/3/issue/{key}/assignee", put(assignee::set))
        .route("/rest/api/3/issue/{key}/changelog", get(changelog::list))
        .route("/rest/api/3/issue/{key}/editmeta", get(meta::edit))
        .route("/rest/api/3/issue/{key}/transitions", get(transition::list).post(transition::perform))
        .route("/rest/agile/1.0/issue/rank", put(rank::set))
        .route(
            "/rest/api/3/issue/{key}/attachments",
            // The door has a limit of its own.
            post(attachment::add).layer(DefaultBodyLimit::disable()),
        )
        .route("/rest/api/3/attachment/{id}", get(attachment::get).delete(attachment::delete))
        .route("/rest/api/3/attachment/content/{id}", get(attachment::content))
        .route("/_storage/{id}", get(attachment::stored))
        .route("/rest/api/3/issue/{key}/comment", get(comment::list).post(comment::create))
        .merge(hanging())
        .merge(admin::routes())
        .route("/rest/api/3/field", get(field::list).post(admin::create_field))
        .route("/rest/api/3/project/search", get(project::search))
        .route("/rest/api/3/project/{key}", get(project::get).put(admin::update_project).delete(admin::delete_project))
        .merge(agile::routes())
        .merge(bulk::routes())
        .merge(lists::routes())
}

/// What hangs at issues.
fn hanging() -> Router<Arc<App>> {
    let issue = |rest: &str| format!("/rest/api/3/issue/{{key}}/{rest}");
    Router::new()
        .route(&issue("comment/{id}"), get(comment::get).put(comment::update).delete(comment::delete))
        .route(&issue("worklog"), get(worklog::list).post(worklog::create))
        .route(&issue("worklog/{id}"), put(worklog::update).delete(worklog::delete))
        .route(&issue("watchers"), get(mark::watchers).post(mark::watch).delete(mark::unwatch))
        .route(&issue("votes"), get(mark::votes).post(mark::vote).delete(mark::unvote))
        .route(&issue("properties"), get(mark::properties))
        .route(&issue("properties/{name}"), get(mark::property).put(mark::set_property).delete(mark::delete_property))
        .route(&issue("remotelink"), get(link::remote_list).post(link::remote_create))
        .route(&issue("remotelink/{id}"), delete(link::remote_delete))
        .route("/rest/api/3/issueLink", post(link::create))
        .route("/rest/api/3/issueLink/{id}", get(link::get).delete(link::delete))
        .route("/rest/api/3/issueLinkType", get(link::types))
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
