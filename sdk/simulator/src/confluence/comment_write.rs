//! Comments: made, answered, changed, resolved, deleted.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, State};
use serde::Deserialize;
use serde_json::Value;

use super::comment::{is_inline, one, render};
use super::store::{Comment, Status};
use super::{body, error, invalid, missing, read};
use crate::app::App;
use crate::auth::Caller;
use crate::reply::{self, Answer};
use crate::time;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct New {
    page_id: Option<String>,
    blog_post_id: Option<String>,
    parent_comment_id: Option<String>,
    body: Value,
    inline_comment_properties: Option<Selection>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Selection {
    text_selection: String,
    text_selection_match_count: usize,
    text_selection_match_index: usize,
}

/// `POST /wiki/api/v2/{footer,inline}-comments`
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    bytes: Bytes,
) -> Answer {
    let new: New = read(&bytes)?;
    let body = body::taken(&new.body)?;
    let inline = is_inline(&uri);
    let mut data = app.write();
    let store = &mut data.confluence;
    let (content, selection) = match &new.parent_comment_id {
        Some(parent) => {
            let parent = one(store, caller, parent, inline)?;
            (parent.content.clone(), parent.selection.clone())
        }
        None => {
            let id = new.page_id.or(new.blog_post_id).ok_or_else(|| invalid("A container or a parent is needed"))?;
            let content =
                store.content(&id).filter(|content| caller == Caller::Dev && content.status == Status::Current);
            let text = content.ok_or_else(missing)?.now().body.text();
            let selection = new.inline_comment_properties.map(|selection| selected(&selection, &text)).transpose()?;
            if selection.is_some() != inline {
                return Err(invalid("inlineCommentProperties is for inline comments, which need it"));
            }
            (id, selection)
        }
    };
    let id = store.next_id();
    store.comments.push(Comment {
        id: id.clone(),
        content,
        parent: new.parent_comment_id,
        selection,
        resolution: "open",
        version: 1,
        body,
        created: time::now(),
    });
    let shown = render(&data, one(&data.confluence, caller, &id, inline)?, Some("storage"));
    Ok(reply::json(201, &shown))
}

/// The words that are commented on have to be there as often as is claimed.
fn selected(selection: &Selection, text: &str) -> Result<String, reply::Refusal> {
    let count = text.matches(&selection.text_selection).count();
    let fits = count == selection.text_selection_match_count && selection.text_selection_match_index < count;
    if fits { Ok(selection.text_selection.clone()) } else { Err(invalid("The text selection does not match")) }
}

#[derive(Debug, Deserialize)]
struct Change {
    version: Number,
    body: Option<Value>,
    resolved: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct Number {
    number: u32,
}

/// `PUT /wiki/api/v2/{footer,inline}-comments/{id}`
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    let change: Change = read(&bytes)?;
    let body = change.body.as_ref().map(body::taken).transpose()?;
    let inline = is_inline(&uri);
    let mut data = app.write();
    let old = one(&data.confluence, caller, &id, inline)?.clone();
    if change.version.number != old.version + 1 {
        return Err(error(409, "CONFLICT", &format!("The current version is {}", old.version)));
    }
    let resolution = match change.resolved {
        None => old.resolution,
        Some(true) => "resolved",
        Some(false) if old.resolution == "open" => "open",
        Some(false) => "reopened",
    };
    let new = Comment { version: change.version.number, body: body.unwrap_or(old.body), resolution, ..old };
    let shown = render(&data, &new, Some("storage"));
    if let Some(slot) = data.confluence.comments.iter_mut().find(|comment| comment.id == id) {
        *slot = new;
    }
    reply::ok(&shown)
}

/// `DELETE /wiki/api/v2/{footer,inline}-comments/{id}`: with the answers to it.
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    Path(id): Path<String>,
) -> Answer {
    let mut data = app.write();
    one(&data.confluence, caller, &id, is_inline(&uri))?;
    let comments = &mut data.confluence.comments;
    comments.retain(|comment| comment.id != id && comment.parent.as_deref() != Some(id.as_str()));
    Ok(reply::empty(204))
}
