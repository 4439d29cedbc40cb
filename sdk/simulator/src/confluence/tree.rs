//! What lies below a page or a folder.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{OriginalUri, Path, State};
use serde_json::{Value, json};

use super::content::find;
use super::list;
use super::store::{Content, Kind, Store};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::Answer;

/// `GET /wiki/api/v2/{pages,folders}/{id}/direct-children`
pub(crate) async fn children(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let store = &data.confluence;
    find(store, caller, &id, kind(&uri))?;
    let found: Vec<&Content> = store.children(&id).collect();
    list::answer(&app, &params, uri.path(), &[], &found, |content| {
        json!({
            "id": content.id,
            "status": "current",
            "title": content.title(),
            "type": content.kind.name(),
            "spaceId": content.space,
            "childPosition": position(store, content),
        })
    })
}

/// `GET /wiki/api/v2/{pages,folders}/{id}/descendants`: the highest first.
pub(crate) async fn descendants(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let store = &data.confluence;
    find(store, caller, &id, kind(&uri))?;
    let deepest = params.number("depth", 2, 1, 10);
    let mut found: Vec<(usize, &Content)> = store.children(&id).map(|child| (1, child)).collect();
    let mut next = 0;
    while let Some((depth, content)) = found.get(next).copied() {
        if depth < deepest {
            found.extend(store.children(&content.id).map(|child| (depth + 1, child)));
        }
        next += 1;
    }
    list::answer(&app, &params, uri.path(), &["depth"], &found, |(depth, content)| describe(store, *depth, content))
}

fn describe(store: &Store, depth: usize, content: &Content) -> Value {
    json!({
        "id": content.id,
        "status": "current",
        "title": content.title(),
        "type": content.kind.name(),
        "parentId": content.parent,
        "depth": depth,
        "childPosition": position(store, content),
    })
}

/// Its place among its siblings.
pub(super) fn position(store: &Store, content: &Content) -> usize {
    let parent = content.parent.as_deref().unwrap_or_default();
    store.children(parent).position(|sibling| sibling.id == content.id).unwrap_or(0)
}

/// Whether content is another or lies below it.
pub(super) fn is_within(store: &Store, id: &str, above: &str) -> bool {
    let mut at = Some(id);
    while let Some(id) = at {
        if id == above {
            return true;
        }
        at = store.content(id).and_then(|content| content.parent.as_deref());
    }
    false
}

fn kind(uri: &OriginalUri) -> Kind {
    if uri.path().contains("/wiki/api/v2/folders") { Kind::Folder } else { Kind::Page }
}
