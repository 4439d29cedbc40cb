//! Folders.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::content::find;
use super::content_write::{title, within};
use super::store::{Body, Content, Kind, Status};
use super::{missing, read, tree};
use crate::app::App;
use crate::auth::Caller;
use crate::reply::{self, Answer, put};
use crate::state::{DEV, Data};
use crate::time;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct New {
    space_id: String,
    title: String,
    parent_id: Option<String>,
}

/// `POST /wiki/api/v2/folders`
pub(crate) async fn create(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let new: New = read(&bytes)?;
    let mut data = app.write();
    let store = &mut data.confluence;
    store.space(&new.space_id).filter(|_| caller == Caller::Dev).ok_or_else(missing)?;
    title(store, Kind::Folder, &new.space_id, &new.title, None)?;
    let parent = new.parent_id.map(|parent| within(store, &new.space_id, parent)).transpose()?;
    let id = store.add(Kind::Folder, &new.space_id, parent, new.title, Body::default());
    let folder = data.confluence.content(&id).ok_or_else(missing)?;
    reply::ok(&render(&data, &app.origin, folder))
}

/// `GET /wiki/api/v2/folders/{id}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let data = app.read();
    let folder = find(&data.confluence, caller, &id, Kind::Folder)?;
    reply::ok(&render(&data, &app.origin, folder))
}

/// `DELETE /wiki/api/v2/folders/{id}`: into the trash.
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let mut data = app.write();
    let store = &mut data.confluence;
    let parent = find(store, caller, &id, Kind::Folder)?.parent.clone();
    store.raise_children(&id, parent.as_ref());
    if let Some(folder) = store.content_mut(&id) {
        folder.status = Status::Trashed;
    }
    Ok(reply::empty(204))
}

fn render(data: &Data, origin: &str, folder: &Content) -> Value {
    let author = &data.user(DEV).account_id;
    let store = &data.confluence;
    let space = store.space(&folder.space).map_or("", |space| space.key.as_str());
    let mut shown = json!({
        "id": folder.id,
        "type": "folder",
        "status": folder.status.name(),
        "title": folder.title(),
        "position": tree::position(store, folder),
        "authorId": author,
        "ownerId": author,
        "createdAt": time::confluence(folder.created),
        "spaceId": folder.space,
        "version": super::version::render(folder.now(), author),
        "_links": {"webui": format!("/spaces/{space}/folder/{}", folder.id), "base": format!("{origin}/wiki")},
    });
    if let Some(parent) = &folder.parent {
        put(&mut shown, "parentId", json!(parent));
        put(&mut shown, "parentType", json!(store.content(parent).map_or("page", |parent| parent.kind.name())));
    }
    shown
}
