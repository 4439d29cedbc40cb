//! Spaces: read and listed.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::list::{self, among};
use super::store::Space;
use super::{missing, number};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, put};
use crate::state::{DEV, Data};
use crate::time;

/// `GET /wiki/api/v2/spaces`
pub(crate) async fn list(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, params: Params) -> Answer {
    let data = app.read();
    let mut found: Vec<&Space> =
        data.confluence.spaces.iter().filter(|space| caller != Caller::Guest && fits(space, &params)).collect();
    match params.first("sort") {
        Some("key") => found.sort_by_key(|space| space.key.clone()),
        Some("name") => found.sort_by_key(|space| space.name.to_lowercase()),
        _ => {}
    }
    let filters = ["keys", "ids", "type", "status", "sort", "description-format"];
    let format = params.first("description-format");
    list::answer(&app, &params, "/wiki/api/v2/spaces", &filters, &found, |space| render(&data, space, format))
}

/// `GET /wiki/api/v2/spaces/{id}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    number("id", &id)?;
    let data = app.read();
    let space = data.confluence.space(&id).filter(|_| caller == Caller::Dev).ok_or_else(missing)?;
    reply::ok(&render(&data, space, params.first("description-format")))
}

fn fits(space: &Space, params: &Params) -> bool {
    [("keys", &space.key), ("ids", &space.id), ("type", &space.kind), ("status", &space.status)]
        .into_iter()
        .all(|(name, value)| among(params, name, value))
}

/// As v2 shows it.
pub(super) fn render(data: &Data, space: &Space, format: Option<&str>) -> Value {
    let author = &data.user(DEV).account_id;
    let mut shown = json!({
        "id": space.id,
        "key": space.key,
        "name": space.name,
        "type": space.kind,
        "status": space.status,
        "authorId": author,
        "spaceOwnerId": author,
        "currentActiveAlias": space.key,
        "createdAt": time::confluence(space.created),
        "homepageId": space.homepage,
        "_links": {"webui": format!("/spaces/{}", space.key)},
    });
    if let Some(format) = format {
        let description = json!({"representation": format, "value": space.description});
        put(&mut shown, "description", Value::Object(Map::from_iter([(format.to_owned(), description)])));
    }
    shown
}
