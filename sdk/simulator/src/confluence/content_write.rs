//! Pages and blog posts: made, changed, published, put into the trash and taken out again.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, State};
use serde::Deserialize;
use serde_json::Value;

use super::content::{kind, render};
use super::store::{Kind, Status, Store};
use super::{body, error, invalid, missing, number, read};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};

/// Longest title in characters.
const LONGEST_TITLE: usize = 255;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct New {
    space_id: String,
    title: String,
    status: Option<String>,
    parent_id: Option<String>,
    body: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    id: String,
    status: String,
    title: String,
    parent_id: Option<String>,
    body: Value,
    version: Number,
}

#[derive(Debug, Deserialize)]
struct Number {
    number: u32,
    message: Option<String>,
}

/// `POST /wiki/api/v2/{pages,blogposts}`
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    params: Params,
    bytes: Bytes,
) -> Answer {
    let new: New = read(&bytes)?;
    let status = status(new.status.as_deref().unwrap_or("current"))?;
    let body = new.body.as_ref().map(body::taken).transpose()?.unwrap_or_default();
    let kind = kind(&uri);
    let mut data = app.write();
    let store = &mut data.confluence;
    let space = store.space(&new.space_id).filter(|_| caller == Caller::Dev).ok_or_else(missing)?;
    let homepage = space.homepage.clone();
    title(store, kind, &new.space_id, &new.title, None)?;
    let parent = match (kind, new.parent_id) {
        (Kind::Page, Some(parent)) => Some(within(store, &new.space_id, parent)?),
        (Kind::Page, None) if params.first("root-level") != Some("true") && !homepage.is_empty() => Some(homepage),
        _ => None,
    };
    let id = store.add(kind, &new.space_id, parent, new.title, body);
    if let Some(content) = store.content_mut(&id) {
        content.status = status;
    }
    let content = data.confluence.content(&id).ok_or_else(missing)?;
    reply::ok(&render(&data, &app.origin, content, Some("storage")))
}

/// `PUT /wiki/api/v2/{pages,blogposts}/{id}`
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    number("id", &id)?;
    let change: Change = read(&bytes)?;
    let status = status(&change.status)?;
    let body = body::taken(&change.body)?;
    let kind = kind(&uri);
    let mut data = app.write();
    let store = &mut data.confluence;
    let old = store.content(&id).filter(|content| caller == Caller::Dev && content.kind == kind);
    let old = old.cloned().ok_or_else(missing)?;
    if change.id != id {
        return Err(invalid("The id of the body is not that of the path"));
    }
    let is_published = old.status != Status::Draft;
    let expected = if status == Status::Draft || !is_published { 1 } else { old.now().number + 1 };
    if change.version.number != expected {
        let (now, given) = (old.now().number, change.version.number);
        let title = format!(
            "Version must be incremented when updating a page. Current Version: [{now}]. Provided version: [{given}]"
        );
        return Err(error(409, "CONFLICT", &title));
    }
    title(store, kind, &old.space, &change.title, Some(&id))?;
    let parent = change.parent_id.map(|parent| within(store, &old.space, parent)).transpose()?;
    if parent.as_deref().is_some_and(|parent| super::tree::is_within(store, parent, &id)) {
        return Err(invalid("A page cannot lie below itself"));
    }
    let content = store.content_mut(&id).ok_or_else(missing)?;
    content.parent = parent.or(old.parent);
    match (old.status, status) {
        // Taken out of the trash; nothing else of it changes.
        (Status::Trashed, _) => content.status = Status::Current,
        (Status::Current, Status::Draft) => content.draft = Some((change.title, body)),
        (Status::Draft, _) => {
            content.rewrite(change.title, body);
            content.status = status;
        }
        _ => content.write(change.title, body, change.version.message.unwrap_or_default()),
    }
    let content = data.confluence.content(&id).ok_or_else(missing)?;
    reply::ok(&render(&data, &app.origin, content, Some("storage")))
}

/// `DELETE /wiki/api/v2/{pages,blogposts}/{id}`: into the trash; from there, with `purge`, for good.
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    number("id", &id)?;
    let mut data = app.write();
    let store = &mut data.confluence;
    let content = store.content(&id).filter(|content| caller == Caller::Dev && content.kind == kind(&uri));
    let content = content.cloned().ok_or_else(missing)?;
    let (purge, draft) = (params.first("purge") == Some("true"), params.first("draft") == Some("true"));
    match content.status {
        Status::Trashed if purge => store.purge(&id),
        Status::Trashed => return Err(missing()),
        _ if purge => return Err(invalid("Only content in the trash can be purged")),
        Status::Draft if draft => store.purge(&id),
        Status::Draft => return Err(missing()),
        Status::Current => {
            store.raise_children(&id, content.parent.as_ref());
            if let Some(content) = store.content_mut(&id) {
                content.status = Status::Trashed;
            }
        }
    }
    Ok(reply::empty(204))
}

fn status(status: &str) -> Result<Status, Refusal> {
    match status {
        "current" => Ok(Status::Current),
        "draft" => Ok(Status::Draft),
        _ => Err(invalid("`status` must be `current` or `draft`")),
    }
}

/// A title has a length, and is the only one of its kind in a space.
pub(super) fn title(store: &Store, kind: Kind, space: &str, title: &str, own: Option<&str>) -> Result<(), Refusal> {
    if title.trim().is_empty() || title.chars().count() > LONGEST_TITLE {
        return Err(invalid("The title is empty or too long"));
    }
    let is_other = store.contents.iter().any(|content| {
        content.kind == kind
            && content.space == space
            && content.title() == title
            && content.status != Status::Trashed
            && Some(content.id.as_str()) != own
    });
    // Blog posts may have the same title on different days; that finer rule is not simulated.
    if !is_other || kind == Kind::Blog {
        return Ok(());
    }
    Err(invalid("A page with this title already exists: A page already exists with the same TITLE in this space"))
}

/// A parent is a page or a folder of the same space.
pub(super) fn within(store: &Store, space: &str, parent: String) -> Result<String, Refusal> {
    let found = store.content(&parent).is_some_and(|content| {
        content.space == space && content.kind != Kind::Blog && content.status == Status::Current
    });
    if found { Ok(parent) } else { Err(error(404, "NOT_FOUND", "The parent does not exist in this space")) }
}
