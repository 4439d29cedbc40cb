//! Confluence Cloud REST v2, and what v1 alone has.

mod analytics;
mod attachment;
mod attachment_write;
mod body;
mod comment;
mod comment_write;
mod content;
mod content_write;
mod cql;
mod folder;
mod label;
mod list;
mod move_copy;
mod permission;
mod restriction;
mod search;
mod seed;
mod space;
mod space_write;
pub(crate) mod store;
mod tree;
mod user;
mod v1;
mod version;

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, post, put};
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::reply::Refusal;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().merge(second()).merge(first())
}

/// Version 2.
fn second() -> Router<Arc<App>> {
    let spaces = Router::new()
        .route("/", get(space::list).post(space_write::create))
        .route("/{id}", get(space::get))
        .route("/{id}/pages", get(content::of_space))
        .route("/{id}/permissions", get(permission::list));
    let pages = Router::new()
        .route("/{id}/direct-children", get(tree::children))
        .route("/{id}/descendants", get(tree::descendants));
    let folders =
        pages.clone().route("/", post(folder::create)).route("/{id}", get(folder::get).delete(folder::delete));
    let comments = Router::new()
        .route("/", post(comment_write::create))
        .route("/{id}", get(comment::get).put(comment_write::update).delete(comment_write::delete))
        .route("/{id}/children", get(comment::replies));
    Router::new()
        .nest("/wiki/api/v2/spaces", spaces)
        .nest("/wiki/api/v2/pages", pages.merge(contents()))
        .nest("/wiki/api/v2/blogposts", contents())
        .nest("/wiki/api/v2/folders", folders)
        .nest("/wiki/api/v2/footer-comments", comments.clone())
        .nest("/wiki/api/v2/inline-comments", comments)
        .route("/wiki/api/v2/attachments/{id}", get(attachment::get).delete(attachment_write::delete))
        .route("/wiki/api/v2/users-bulk", post(user::bulk))
}

/// What pages and blog posts have alike.
fn contents() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(content::list).post(content_write::create))
        .route("/{id}", get(content::get).put(content_write::update).delete(content_write::delete))
        .route("/{id}/versions", get(version::list))
        .route("/{id}/versions/{number}", get(version::get))
        .route("/{id}/labels", get(label::list))
        .route("/{id}/attachments", get(attachment::list))
        .route("/{id}/footer-comments", get(comment::list))
        .route("/{id}/inline-comments", get(comment::list))
}

/// Version 1.
fn first() -> Router<Arc<App>> {
    let content = Router::new()
        .route("/search", get(search::content))
        .route("/{id}/label", post(label::add).delete(label::remove))
        .route("/{id}/move/{position}/{target}", put(move_copy::move_))
        .route("/{id}/copy", post(move_copy::copy))
        .route("/{id}/version", post(version::restore))
        .route("/{id}/child/attachment", post(attachment_write::create).put(attachment_write::create_or_update))
        .route("/{id}/child/attachment/{attachment}/download", get(attachment::download))
        .route("/{id}/restriction", get(restriction::list))
        .route("/{id}/restriction/byOperation/{operation}/user", put(restriction::add_user))
        .route("/{id}/restriction/byOperation/{operation}/user", delete(restriction::remove_user))
        .route("/{id}/restriction/byOperation/{operation}/byGroupId/{group}", put(restriction::add_group))
        .route("/{id}/restriction/byOperation/{operation}/byGroupId/{group}", delete(restriction::remove_group));
    Router::new()
        .nest("/wiki/rest/api/content", content)
        .route("/wiki/rest/api/search", get(search::everything))
        .route("/wiki/rest/api/search/user", get(search::users))
        .route("/wiki/rest/api/group/picker", get(user::groups))
        .route("/wiki/rest/api/user/current", get(user::current))
        .route("/wiki/rest/api/space/{key}", put(space_write::update).delete(space_write::delete))
        .route("/wiki/rest/api/space/{key}/permission", post(permission::add))
        .route("/wiki/rest/api/space/{key}/permission/{id}", delete(permission::remove))
        .route("/wiki/rest/api/longtask/{id}", get(space_write::task))
        .route("/wiki/rest/api/analytics/content/{id}/views", get(analytics::views))
        .route("/wiki/rest/api/analytics/content/{id}/viewers", get(analytics::viewers))
        .route("/_storage/wiki/{id}", get(attachment::stored))
}

/// The errors of v2.
fn error(status: u16, code: &str, title: &str) -> Refusal {
    Refusal { status, body: json!({"errors": [{"status": status, "code": code, "title": title, "detail": null}]}) }
}

fn missing() -> Refusal {
    error(404, "NOT_FOUND", "Not Found")
}

fn invalid(title: &str) -> Refusal {
    error(400, "INVALID_REQUEST_PARAMETER", title)
}

/// Reads a JSON body.
fn read<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(bytes).map_err(|why| invalid(&format!("Invalid request body: {why}")))
}

/// Ids are numbers.
fn number(name: &str, text: &str) -> Result<i64, Refusal> {
    let wrong = format!("Provided value {{{text}}} for '{name}' is not the correct type. Expected type is long");
    text.parse().map_err(|_| invalid(&wrong))
}
