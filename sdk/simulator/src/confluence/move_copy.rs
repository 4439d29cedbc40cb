//! Pages: moved and copied, in v1.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::json;

use super::store::{Kind, Store};
use super::{content_write, tree, v1};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};

/// `PUT /wiki/rest/api/content/{pageId}/move/{position}/{targetId}`
pub(crate) async fn move_(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((id, position, target)): Path<(String, String, String)>,
) -> Answer {
    let mut data = app.write();
    let store = &mut data.confluence;
    v1::find(store, caller, &id)?;
    let to = v1::find(store, caller, &target)?.clone();
    if tree::is_within(store, &target, &id) {
        return Err(v1::error(400, "A page cannot be moved below itself"));
    }
    let parent = match position.as_str() {
        "append" => Some(target.clone()),
        "before" | "after" => to.parent,
        _ => return Err(v1::error(400, "The position must be `before`, `after` or `append`")),
    };
    let from = store.contents.iter().position(|content| content.id == id).ok_or_else(|| v1::no_content(&id))?;
    let mut page = store.contents.remove(from);
    (page.parent, page.space) = (parent, to.space.clone());
    let at = store.contents.iter().position(|content| content.id == target);
    let place = match (position.as_str(), at) {
        ("before", Some(at)) => at,
        ("after", Some(at)) => at + 1,
        _ => store.contents.len(),
    };
    store.contents.insert(place, page);
    take_along(store, &id, &to.space);
    reply::ok(&json!({"pageId": id}))
}

/// What lies below a page goes with it into another space.
fn take_along(store: &mut Store, id: &str, space: &str) {
    let below: Vec<String> = store.children(id).map(|child| child.id.clone()).collect();
    for child in below {
        if let Some(content) = store.content_mut(&child) {
            space.clone_into(&mut content.space);
        }
        take_along(store, &child, space);
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Copy {
    destination: Destination,
    page_title: Option<String>,
    #[serde(default)]
    copy_attachments: bool,
    #[serde(default)]
    copy_labels: bool,
}

#[derive(Debug, Deserialize)]
struct Destination {
    #[serde(rename = "type")]
    kind: String,
    value: String,
}

/// `POST /wiki/rest/api/content/{id}/copy`
pub(crate) async fn copy(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
    bytes: Bytes,
) -> Answer {
    let wanted: Copy = v1::read(&bytes)?;
    let mut data = app.write();
    let store = &mut data.confluence;
    let old = v1::find(store, caller, &id)?.clone();
    let (space, parent) = destination(store, caller, &wanted.destination)?;
    let title = wanted.page_title.unwrap_or_else(|| old.title().to_owned());
    content_write::title(store, Kind::Page, &space, &title, None)
        .map_err(|_| v1::error(400, "A page with this title already exists in this space, or the title is wrong"))?;
    let new = store.add(Kind::Page, &space, parent, title, old.now().body.clone());
    if wanted.copy_attachments {
        let files: Vec<_> =
            store.attachments.iter().filter(|file| file.content == id && !file.is_trashed).cloned().collect();
        for file in files {
            store.attach(&new, &file.name, &file.kind, &file.comment, file.bytes);
        }
    }
    if let Some(content) = store.content_mut(&new).filter(|_| wanted.copy_labels) {
        content.labels = old.labels;
    }
    let content = v1::find(&data.confluence, caller, &new)?;
    reply::ok(&v1::content(&data, &app.origin, content, &params.list("expand")))
}

fn destination(store: &Store, caller: Caller, to: &Destination) -> Result<(String, Option<String>), Refusal> {
    match to.kind.as_str() {
        "space" => {
            let space = store.space_by_key(&to.value);
            let space = space.ok_or_else(|| v1::error(404, &format!("No space with key : {}", to.value)))?;
            Ok((space.id.clone(), None))
        }
        "parent_page" | "parent_content" => {
            let parent = v1::find(store, caller, &to.value)?;
            Ok((parent.space.clone(), Some(parent.id.clone())))
        }
        _ => Err(v1::error(400, "This destination is not simulated")),
    }
}
