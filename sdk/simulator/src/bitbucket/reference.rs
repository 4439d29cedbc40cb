//! Branches and tags.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::Value;

use super::git::Tag;
use super::render::Render;
use super::{body, deep, error, field, page, repository_mut, repository_of, required, text};
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::time;

type Place = Path<(String, String)>;
type Named = Path<(String, String, String)>;

/// `GET …/refs/branches`
pub(crate) async fn branches(State(app): State<Arc<App>>, Path((workspace, name)): Place, params: Params) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let branches = repository.git.branches.iter();
    let values: Vec<Value> = branches.map(|(name, hash)| render.branch(repository, name, hash)).collect();
    page::answer(values, &params, &app.origin, &path(&repository.full_name(), "branches"))
}

/// `GET …/refs/branches/{name}`
pub(crate) async fn branch(State(app): State<Arc<App>>, Path((workspace, name, branch)): Named) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let hash = repository.git.branches.get(&branch).ok_or_else(|| missing("Branch", &branch))?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    reply::ok(&render.branch(repository, &branch, hash))
}

/// `POST …/refs/branches`
pub(crate) async fn create_branch(State(app): State<Arc<App>>, Path((workspace, name)): Place, bytes: Bytes) -> Answer {
    let body = body(&bytes)?;
    let branch = allowed(required(&body, "name")?)?;
    let mut data = app.write();
    let repository = repository_mut(&mut data.bitbucket, &workspace, &name)?;
    let target = target(&body)?;
    let hash = repository.git.find(target).map(|commit| commit.hash.clone()).ok_or_else(|| unknown(target))?;
    if repository.git.branches.contains_key(branch) {
        return Err(error(400, &format!("Branch \"{branch}\" already exists.")));
    }
    repository.git.branches.insert(branch.to_owned(), hash.clone());
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    Ok(reply::json(201, &render.branch(repository, branch, &hash)))
}

/// `DELETE …/refs/branches/{name}`: the main branch stays.
pub(crate) async fn delete_branch(State(app): State<Arc<App>>, Path((workspace, name, branch)): Named) -> Answer {
    let mut data = app.write();
    let repository = repository_mut(&mut data.bitbucket, &workspace, &name)?;
    if branch == repository.main {
        return Err(error(400, "You cannot delete the main branch of a repository."));
    }
    repository.git.branches.remove(&branch).ok_or_else(|| missing("Branch", &branch))?;
    Ok(reply::empty(204))
}

/// `GET …/refs/tags`
pub(crate) async fn tags(State(app): State<Arc<App>>, Path((workspace, name)): Place, params: Params) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let values: Vec<Value> = repository.git.tags.iter().map(|(name, tag)| render.tag(repository, name, tag)).collect();
    page::answer(values, &params, &app.origin, &path(&repository.full_name(), "tags"))
}

/// `GET …/refs/tags/{name}`
pub(crate) async fn tag(State(app): State<Arc<App>>, Path((workspace, name, tag)): Named) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let found = repository.git.tags.get(&tag).ok_or_else(|| missing("Tag", &tag))?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    reply::ok(&render.tag(repository, &tag, found))
}

/// `POST …/refs/tags`
pub(crate) async fn create_tag(State(app): State<Arc<App>>, Path((workspace, name)): Place, bytes: Bytes) -> Answer {
    let body = body(&bytes)?;
    let tag = allowed(required(&body, "name")?)?;
    let mut data = app.write();
    let repository = repository_mut(&mut data.bitbucket, &workspace, &name)?;
    let target = target(&body)?;
    let hash = repository.git.find(target).map(|commit| commit.hash.clone()).ok_or_else(|| unknown(target))?;
    if repository.git.tags.contains_key(tag) {
        return Err(error(400, &format!("tag \"{tag}\" already exists")));
    }
    let message = text(&body, "message").map(str::to_owned);
    repository.git.tags.insert(tag.to_owned(), Tag { target: hash, message, date: time::now() });
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let found = repository.git.tags.get(tag).ok_or_else(|| missing("Tag", tag))?;
    Ok(reply::json(201, &render.tag(repository, tag, found)))
}

/// `DELETE …/refs/tags/{name}`
pub(crate) async fn delete_tag(State(app): State<Arc<App>>, Path((workspace, name, tag)): Named) -> Answer {
    let mut data = app.write();
    let repository = repository_mut(&mut data.bitbucket, &workspace, &name)?;
    repository.git.tags.remove(&tag).ok_or_else(|| missing("Tag", &tag))?;
    Ok(reply::empty(204))
}

fn path(full_name: &str, kind: &str) -> String {
    format!("/2.0/repositories/{full_name}/refs/{kind}")
}

fn target(body: &serde_json::Map<String, Value>) -> Result<&str, Refusal> {
    deep(body, &["target", "hash"]).ok_or_else(|| field("target.hash", "required key not provided"))
}

/// The few names here that git would not take.
fn allowed(name: &str) -> Result<&str, Refusal> {
    let wrong = name.starts_with(['-', '/']) || name.ends_with(['/', '.']) || name.contains([' ', '~', '^', ':', '\\']);
    if wrong || name.contains("..") { Err(error(400, "Invalid ref name.")) } else { Ok(name) }
}

fn missing(kind: &str, name: &str) -> Refusal {
    error(404, &format!("{kind} \"{name}\" does not exist."))
}

fn unknown(target: &str) -> Refusal {
    error(400, &format!("\"{target}\" is not a valid commit."))
}
