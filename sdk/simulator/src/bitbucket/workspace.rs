//! Workspaces and who is in them.

use std::sync::Arc;

use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::render::Render;
use super::store::{Store, Workspace};
use super::{error, page};
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};

/// `GET /2.0/workspaces/{workspace}`
pub(crate) async fn get(State(app): State<Arc<App>>, Path(name): Path<String>) -> Answer {
    let data = app.read();
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    reply::ok(&render.workspace(find(&data.bitbucket, &name)?))
}

/// `GET /2.0/workspaces/{workspace}/members`
pub(crate) async fn members(State(app): State<Arc<App>>, Path(name): Path<String>, params: Params) -> Answer {
    let data = app.read();
    let store = &data.bitbucket;
    let workspace = find(store, &name)?;
    let render = Render { store, origin: &app.origin };
    let there = store.people.iter().enumerate().filter(|(_, person)| person.workspaces.contains(&workspace.slug));
    let membership = |(place, _)| {
        json!({
            "type": "workspace_membership",
            "user": render.person(place),
            "workspace": render.workspace(workspace),
        })
    };
    let values: Vec<Value> = there.map(membership).collect();
    page::answer(values, &params, &app.origin, &format!("/2.0/workspaces/{}/members", workspace.slug))
}

pub(crate) fn find<'a>(store: &'a Store, name: &str) -> Result<&'a Workspace, Refusal> {
    store.workspace(name).ok_or_else(|| error(404, &format!("No workspace with identifier '{name}'.")))
}
