//! Confluence Cloud REST v2, and what v1 alone has.

mod list;
mod page;
mod page_write;
mod space;
mod user;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use serde_json::json;

use crate::app::App;
use crate::reply::Refusal;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/wiki/rest/api/user/current", get(user::current))
        .route("/wiki/api/v2/spaces", get(space::list))
        .route("/wiki/api/v2/pages", get(page::list).post(page_write::create))
        .route("/wiki/api/v2/pages/{id}", get(page::get).put(page_write::update))
}

/// The errors of v2.
fn error(status: u16, code: &str, title: &str) -> Refusal {
    Refusal { status, body: json!({"errors": [{"status": status, "code": code, "title": title, "detail": null}]}) }
}
