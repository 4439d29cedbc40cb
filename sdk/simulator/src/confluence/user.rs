//! Who one is, from v1: v2 has no such route.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use crate::app::App;
use crate::auth::Caller;
use crate::reply;
use crate::state::DEV;

/// `GET /wiki/rest/api/user/current`
pub(crate) async fn current(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>) -> Response {
    if caller == Caller::Guest {
        return reply::confluence_v1_error(403, "Current user not permitted to use Confluence");
    }
    let data = app.read();
    let user = data.user(DEV);
    let link = format!("{}/wiki/rest/api/user?accountId={}", app.origin, user.account_id);
    reply::json(
        200,
        &json!({
            "type": "known",
            "accountId": user.account_id,
            "accountType": "atlassian",
            "email": user.email,
            "publicName": user.name,
            "profilePicture": {"path": "/wiki/aa-avatar/default", "width": 48, "height": 48, "isDefault": true},
            "displayName": user.name,
            "isExternalCollaborator": false,
            "isGuest": false,
            "timeZone": user.time_zone,
            "_expandable": {"operations": "", "personalSpace": ""},
            "_links": {"self": link, "base": format!("{}/wiki", app.origin), "context": "/wiki"},
        }),
    )
}
