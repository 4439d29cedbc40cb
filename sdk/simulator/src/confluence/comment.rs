//! Comments below pages and blog posts, and on places in their text: read.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{OriginalUri, Path, State};
use serde_json::{Value, json};

use super::content::{find, kind};
use super::list::{self, among};
use super::store::{Comment, Kind, Store};
use super::{body, missing, number};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, put};
use crate::state::{DEV, Data};
use crate::time;

/// `GET /wiki/api/v2/{pages,blogposts}/{id}/{footer,inline}-comments`: without the answers to them.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let store = &data.confluence;
    find(store, caller, &id, kind(&uri))?;
    let inline = is_inline(&uri);
    let found: Vec<&Comment> = store
        .comments
        .iter()
        .filter(|comment| comment.content == id && comment.parent.is_none() && comment.selection.is_some() == inline)
        .filter(|comment| !inline || among(&params, "resolution-status", comment.resolution))
        .collect();
    let filters = ["body-format", "resolution-status"];
    let format = params.first("body-format");
    list::answer(&app, &params, uri.path(), &filters, &found, |comment| render(&data, comment, format))
}

/// `GET /wiki/api/v2/{footer,inline}-comments/{id}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let comment = one(&data.confluence, caller, &id, is_inline(&uri))?;
    reply::ok(&render(&data, comment, params.first("body-format")))
}

/// `GET /wiki/api/v2/{footer,inline}-comments/{id}/children`
pub(crate) async fn replies(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let store = &data.confluence;
    one(store, caller, &id, is_inline(&uri))?;
    let found: Vec<&Comment> =
        store.comments.iter().filter(|comment| comment.parent.as_deref() == Some(id.as_str())).collect();
    let format = params.first("body-format");
    list::answer(&app, &params, uri.path(), &["body-format"], &found, |comment| render(&data, comment, format))
}

/// Which of the two a path speaks of.
pub(super) fn is_inline(uri: &OriginalUri) -> bool {
    uri.path().contains("/inline-comments")
}

pub(super) fn one<'a>(store: &'a Store, caller: Caller, id: &str, inline: bool) -> Result<&'a Comment, Refusal> {
    number("comment-id", id)?;
    let found = store.comments.iter().find(|comment| comment.id == id && comment.selection.is_some() == inline);
    found.filter(|_| caller == Caller::Dev).ok_or_else(missing)
}

/// As v2 shows it, with its body in the format that was asked for.
pub(super) fn render(data: &Data, comment: &Comment, format: Option<&str>) -> Value {
    let author = &data.user(DEV).account_id;
    let store = &data.confluence;
    let content = store.content(&comment.content);
    let title = content.map_or("", |content| content.title());
    let mut shown = json!({
        "id": comment.id,
        "status": "current",
        "title": format!("Re: {title}"),
        "version": {
            "createdAt": time::confluence(comment.created),
            "message": "",
            "number": comment.version,
            "minorEdit": false,
            "authorId": author,
        },
        "body": body::shown(&comment.body, format),
        "_links": {"webui": format!("/pages/{}?focusedCommentId={}", comment.content, comment.id)},
    });
    let is_blog = content.is_some_and(|content| content.kind == Kind::Blog);
    match &comment.parent {
        Some(parent) => put(&mut shown, "parentCommentId", json!(parent)),
        None => put(&mut shown, if is_blog { "blogPostId" } else { "pageId" }, json!(comment.content)),
    }
    if let Some(selection) = &comment.selection {
        put(&mut shown, "resolutionStatus", json!(comment.resolution));
        let properties = json!({"inlineMarkerRef": comment.id, "inlineOriginalSelection": selection});
        put(&mut shown, "properties", properties);
    }
    shown
}
