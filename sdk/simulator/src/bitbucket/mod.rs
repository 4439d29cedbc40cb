//! Bitbucket Cloud 2.0.

mod page;
mod repository;
mod user;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use serde_json::json;

use crate::app::App;
use crate::reply::Refusal;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/2.0/user", get(user::me))
        .route("/2.0/user/workspaces", get(user::workspaces))
        .route("/2.0/workspaces", get(user::removed))
        .route("/2.0/repositories/{workspace}", get(repository::list))
        .route("/2.0/repositories/{workspace}/{repository}", get(repository::get))
}

fn error(status: u16, message: &str) -> Refusal {
    Refusal { status, body: json!({"type": "error", "error": {"message": message}}) }
}
