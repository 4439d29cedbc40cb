//! Comments on pull requests.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Map, Value};

use super::pull::{Numbered, find, find_mut};
use super::render::Render;
use super::store::{Comment, Inline, ME, Pull};
use super::{body, deep, error, field, page, repository_mut, repository_of};
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::time;

type Named = Path<(String, String, String, String)>;

/// `GET …/comments`
pub(crate) async fn list(State(app): State<Arc<App>>, Path((workspace, name, id)): Numbered, params: Params) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let pull = find(repository, &id)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let values: Vec<Value> = pull.comments.iter().map(|one| render.comment(repository, pull, one)).collect();
    let path = format!("/2.0/repositories/{}/pullrequests/{id}/comments", repository.full_name());
    page::answer(values, &params, &app.origin, &path)
}

/// `GET …/comments/{comment_id}`
pub(crate) async fn get(State(app): State<Arc<App>>, Path((workspace, name, id, comment)): Named) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let pull = find(repository, &id)?;
    let found = pull.comments.iter().find(|one| one.id.to_string() == comment).ok_or_else(missing)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    reply::ok(&render.comment(repository, pull, found))
}

/// `POST …/comments`
pub(crate) async fn create(State(app): State<Arc<App>>, Path((workspace, name, id)): Numbered, bytes: Bytes) -> Answer {
    let body = body(&bytes)?;
    let text = deep(&body, &["content", "raw"]).filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| field("content", "required key not provided"))?.to_owned();
    let mut data = app.write();
    let number = data.bitbucket.number();
    let repository = repository_mut(&mut data.bitbucket, &workspace, &name)?;
    let pull = find_mut(repository, &id)?;
    let parent = parent(pull, &body)?;
    let mut inline = inline(&body)?;
    if let Some(parent) = parent.and_then(|id| pull.comments.iter().find(|one| one.id == id)) {
        inline.clone_from(&parent.inline);
    }
    let comment = Comment { id: number, author: ME, text, parent, inline, resolved: None, created: time::now() };
    pull.comments.push(comment.clone());
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    Ok(reply::json(201, &render.comment(repository, find(repository, &id)?, &comment)))
}

fn parent(pull: &Pull, body: &Map<String, Value>) -> Result<Option<u64>, Refusal> {
    let Some(id) = body.get("parent").and_then(|parent| parent.get("id")).and_then(Value::as_u64) else {
        return Ok(None);
    };
    if pull.comments.iter().any(|one| one.id == id) { Ok(Some(id)) } else { Err(field("parent", "not found")) }
}

fn inline(body: &Map<String, Value>) -> Result<Option<Inline>, Refusal> {
    let Some(inline) = body.get("inline") else { return Ok(None) };
    let path = inline.get("path").and_then(Value::as_str);
    let path = path.ok_or_else(|| field("inline.path", "required key not provided"))?.to_owned();
    let line = |side: &str| inline.get(side).and_then(Value::as_u64);
    Ok(Some(Inline { path, from: line("from"), to: line("to") }))
}

/// `POST …/comments/{comment_id}/resolve`: of whole threads only.
pub(crate) async fn resolve(State(app): State<Arc<App>>, Path((workspace, name, id, comment)): Named) -> Answer {
    let mut data = app.write();
    let found = found(find_mut(repository_mut(&mut data.bitbucket, &workspace, &name)?, &id)?, &comment)?;
    if found.parent.is_some() {
        return Err(error(403, "Only top-level comments can be resolved."));
    }
    if found.resolved.is_some() {
        return Err(error(409, "The comment thread is already resolved."));
    }
    let resolved = (ME, time::now());
    found.resolved = Some(resolved);
    reply::ok(&Render { store: &data.bitbucket, origin: &app.origin }.resolution(resolved))
}

/// `DELETE …/comments/{comment_id}/resolve`
pub(crate) async fn reopen(State(app): State<Arc<App>>, Path((workspace, name, id, comment)): Named) -> Answer {
    let mut data = app.write();
    let found = found(find_mut(repository_mut(&mut data.bitbucket, &workspace, &name)?, &id)?, &comment)?;
    if found.resolved.take().is_none() {
        return Err(error(404, "The comment thread is not resolved."));
    }
    Ok(reply::empty(204))
}

fn found<'a>(pull: &'a mut Pull, comment: &str) -> Result<&'a mut Comment, Refusal> {
    pull.comments.iter_mut().find(|one| one.id.to_string() == comment).ok_or_else(missing)
}

fn missing() -> Refusal {
    error(404, "Comment not found")
}
