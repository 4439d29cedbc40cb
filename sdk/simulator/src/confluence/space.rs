//! Spaces.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use serde_json::{Value, json};

use super::list::{self, among};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::Answer;
use crate::seed::Space;
use crate::state::DEV;

/// `GET /wiki/api/v2/spaces`
pub(crate) async fn list(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, params: Params) -> Answer {
    let data = app.read();
    let author = &data.user(DEV).account_id;
    let found: Vec<&Space> =
        data.seed.space.iter().filter(|space| caller != Caller::Guest && fits(space, &params)).collect();
    let filters = ["keys", "ids", "type", "status"];
    list::answer(&app, &params, "/wiki/api/v2/spaces", &filters, &found, |space| render(space, author))
}

fn fits(space: &Space, params: &Params) -> bool {
    [("keys", &space.key), ("ids", &space.id), ("type", &space.kind), ("status", &space.status)]
        .into_iter()
        .all(|(name, value)| among(params, name, value))
}

fn render(space: &Space, author: &str) -> Value {
    json!({
        "id": space.id,
        "key": space.key,
        "name": space.name,
        "type": space.kind,
        "status": space.status,
        "authorId": author,
        "spaceOwnerId": author,
        "currentActiveAlias": space.key,
        "createdAt": "2024-01-02T03:04:05.000Z",
        "homepageId": space.homepage,
        "_links": {"webui": format!("/spaces/{}", space.key)},
    })
}
