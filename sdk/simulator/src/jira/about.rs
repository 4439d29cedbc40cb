//! Who one is, and what the site is.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use serde_json::json;

use super::render;
use crate::app::App;
use crate::auth::Caller;
use crate::reply::{self, Answer, put};
use crate::state::{DEV, GUEST};
use crate::time;

/// `GET /rest/api/3/myself`
pub(crate) async fn myself(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>) -> Answer {
    let data = app.read();
    let place = if caller == Caller::Guest { GUEST } else { DEV };
    let mut user = render::user(&data, &app.origin, place);
    put(&mut user, "locale", json!("en_GB"));
    put(&mut user, "groups", json!({"size": 1, "items": []}));
    put(&mut user, "applicationRoles", json!({"size": 1, "items": []}));
    put(&mut user, "expand", json!("groups,applicationRoles"));
    reply::ok(&user)
}

/// `GET /rest/api/3/serverInfo`
pub(crate) async fn server_info(State(app): State<Arc<App>>) -> Answer {
    let data = app.read();
    reply::ok(&json!({
        "baseUrl": app.origin,
        "displayUrl": app.origin,
        "displayUrlServicedeskHelpCenter": app.origin,
        "displayUrlConfluence": app.origin,
        "version": "1001.0.0-SNAPSHOT",
        "versionNumbers": [1001, 0, 0],
        "deploymentType": "Cloud",
        "buildNumber": 100_299,
        "buildDate": "2026-01-01T00:00:00.000+0000",
        "serverTime": time::jira(time::now()),
        "scmInfo": "0000000000000000000000000000000000000000",
        "serverTitle": data.seed.site.name,
        "serverTimeZone": "Etc/UTC",
    }))
}
