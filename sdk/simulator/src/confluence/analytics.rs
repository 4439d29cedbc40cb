//! How often a page was looked at: a number that follows from its id.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::json;

use super::v1;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer};

/// `GET /wiki/rest/api/analytics/content/{id}/views`
pub(crate) async fn views(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    count(&app, caller, &id, &params, 41)
}

/// `GET /wiki/rest/api/analytics/content/{id}/viewers`
pub(crate) async fn viewers(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    count(&app, caller, &id, &params, 7)
}

fn count(app: &App, caller: Caller, id: &str, params: &Params, most: u64) -> Answer {
    v1::find(&app.read().confluence, caller, id)?;
    let number: u64 = id.parse().map_err(|_| v1::error(400, "The id is no number"))?;
    // Since a date there were fewer.
    let most = if params.first("fromDate").is_some() { most / 2 } else { most };
    reply::ok(&json!({"id": number, "count": 1 + number % most}))
}
