//! People and groups.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::read;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer};
use crate::state::DEV;

/// `GET /wiki/rest/api/user/current`: v2 has no such route.
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

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wanted {
    account_ids: Vec<String>,
}

/// `POST /wiki/api/v2/users-bulk`: a read.
pub(crate) async fn bulk(State(app): State<Arc<App>>, bytes: Bytes) -> Answer {
    let Wanted { account_ids } = read(&bytes)?;
    let data = app.read();
    let people: Vec<Value> = account_ids
        .iter()
        .filter_map(|id| data.user_by_account(id))
        .map(|place| data.user(place))
        .map(|user| {
            json!({
                "accountId": user.account_id,
                "displayName": user.name,
                "publicName": user.name,
                "email": user.email,
                "timeZone": user.time_zone,
                "accountStatus": "active",
                "accountType": "atlassian",
                "isExternalCollaborator": false,
                "profilePicture": {"path": "/wiki/aa-avatar/default", "isDefault": true},
            })
        })
        .collect();
    reply::ok(&json!({"results": people, "_links": {"base": format!("{}/wiki", app.origin)}}))
}

/// `GET /wiki/rest/api/group/picker`: groups whose name has those letters.
pub(crate) async fn groups(State(app): State<Arc<App>>, params: Params) -> Answer {
    let wanted = params.first("query").unwrap_or_default().to_lowercase();
    let data = app.read();
    let found: Vec<Value> = data
        .confluence
        .groups
        .iter()
        .filter(|group| group.name.to_lowercase().contains(&wanted))
        .map(|group| json!({"type": "group", "name": group.name, "id": group.id, "_links": {}}))
        .collect();
    reply::ok(&json!({"results": found, "start": 0, "limit": 200, "size": found.len(), "_links": {}}))
}
