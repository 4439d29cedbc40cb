//! Dashboards.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::page;
use crate::app::App;
use crate::auth::Caller;
use crate::jira::render;
use crate::params::Params;
use crate::reply::{self, Answer, jira};
use crate::state::{Data, position};

#[derive(Debug, Deserialize)]
pub(super) struct Dashboard {
    id: String,
    name: String,
    description: String,
    owner: String,
    favourite: bool,
}

/// `GET /rest/api/3/dashboard/search`
pub(super) async fn search(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    params: Params,
) -> Answer {
    let data = app.read();
    let name = params.first("dashboardName").unwrap_or("").to_lowercase();
    let owner = params.first("accountId");
    let fits = |board: &&Dashboard| {
        let owned = owner
            .is_none_or(|owner| data.user_by_account(owner).is_some_and(|place| data.user(place).email == board.owner));
        caller != Caller::Guest && board.name.to_lowercase().contains(&name) && owned
    };
    let found = data.lists.dashboards.iter().filter(fits);
    let all: Vec<Value> = found.map(|board| render(&data, board, &app.origin)).collect();
    page(&params, &app.origin, "dashboard/search", &all)
}

/// `GET /rest/api/3/dashboard/{id}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let data = app.read();
    let found = data.lists.dashboards.iter().find(|board| board.id == id && caller != Caller::Guest);
    let board = found.ok_or_else(|| jira(404, &format!("The dashboard with id '{id}' does not exist.")))?;
    reply::ok(&render(&data, board, &app.origin))
}

fn render(data: &Data, board: &Dashboard, origin: &str) -> Value {
    let owner = position(&data.seed.user, |user| user.email == board.owner);
    json!({
        "id": board.id,
        "isFavourite": board.favourite,
        "name": board.name,
        "description": board.description,
        "owner": owner.map(|place| person(render::user(data, origin, place))),
        "popularity": u8::from(board.favourite),
        "self": format!("{origin}/rest/api/3/dashboard/{}", board.id),
        "sharePermissions": [],
        "editPermissions": [],
        "view": format!("{origin}/jira/dashboards/{}", board.id),
        "isWritable": true,
        "systemDashboard": false,
    })
}

/// People stand at dashboards with less than elsewhere.
fn person(mut user: Value) -> Value {
    if let Value::Object(fields) = &mut user {
        fields
            .retain(|name, _| matches!(name.as_str(), "self" | "accountId" | "displayName" | "active" | "avatarUrls"));
    }
    user
}
