//! `_edge`: what the proxy before the products answers itself.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use serde_json::json;

use crate::app::App;
use crate::reply::{self, Answer};

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/_edge/tenant_info", get(tenant_info))
}

/// The site's cloud id, for anybody.
async fn tenant_info(State(app): State<Arc<App>>) -> Answer {
    reply::ok(&json!({"cloudId": app.read().seed.site.cloud_id}))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_constant_is_what_the_seed_says() {
        assert_eq!(crate::seed::load().unwrap().site.cloud_id, crate::CLOUD_ID);
    }
}
