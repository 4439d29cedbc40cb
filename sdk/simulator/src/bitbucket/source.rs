//! Files and folders at a commit.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::git::Commit;
use super::render::Render;
use super::store::Repository;
use super::{commit, error, page, query, repository_of};
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer};

/// `GET …/src`: the root of the main branch lies elsewhere.
pub(crate) async fn root(State(app): State<Arc<App>>, Path((workspace, name)): Path<(String, String)>) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let commit = commit::find(repository, &repository.main)?;
    let there = format!("{}/2.0/repositories/{}/src/{}/", app.origin, repository.full_name(), commit.hash);
    Ok(reply::with_header(reply::empty(302), "location", &there))
}

/// `GET …/src/{commit}/`
pub(crate) async fn root_of(
    State(app): State<Arc<App>>,
    Path((workspace, name, revision)): Path<(String, String, String)>,
    params: Params,
) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let commit = commit::find(repository, &revision)?;
    listing(&app, Render { store: &data.bitbucket, origin: &app.origin }, repository, commit, "", &params)
}

/// `GET …/src/{commit}/{path}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Path((workspace, name, revision, path)): Path<(String, String, String, String)>,
    params: Params,
) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let commit = commit::find(repository, &revision)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let path = path.trim_end_matches('/');
    let Some(bytes) = commit.tree.get(path) else {
        let folder = format!("{path}/");
        let is_folder = commit.tree.keys().any(|name| name.starts_with(&folder));
        if is_folder && params.first("format") == Some("meta") {
            return reply::ok(&directory(&app, render, repository, commit, path));
        }
        if is_folder {
            return listing(&app, render, repository, commit, &folder, &params);
        }
        return Err(error(404, &format!("No such file or directory: {path}")));
    };
    if params.first("format") == Some("meta") {
        return reply::ok(&file(render, repository, commit, path, bytes.len()));
    }
    let kind = match path.rsplit_once('.') {
        Some((_, "md")) => "text/markdown",
        Some((_, "html")) => "text/html",
        Some((_, "yml")) => "application/x-yaml",
        _ => "text/plain",
    };
    let answer = reply::with_header(reply::bytes(bytes.as_ref().clone()), "content-type", kind);
    Ok(reply::with_header(answer, "content-disposition", "attachment"))
}

/// What lies in a folder, down to `max_depth` levels.
fn listing(
    app: &App,
    render: Render<'_>,
    repository: &Repository,
    commit: &Commit,
    folder: &str,
    params: &Params,
) -> Answer {
    let depth = params.number("max_depth", 1, 1, 100);
    let (mut folders, mut files) = (BTreeSet::new(), Vec::new());
    for (path, bytes) in commit.tree.iter().filter(|(path, _)| path.starts_with(folder)) {
        let below = path.get(folder.len()..).unwrap_or_default();
        let parts: Vec<&str> = below.split('/').collect();
        for end in 1..parts.len().min(depth + 1) {
            folders.insert(format!("{folder}{}", parts.get(..end).unwrap_or_default().join("/")));
        }
        if parts.len() <= depth {
            files.push(file(render, repository, commit, path, bytes.len()));
        }
    }
    let entry = |path: String| directory(app, render, repository, commit, &path);
    let values: Vec<Value> = folders.into_iter().map(entry).chain(files).collect();
    let path = format!("/2.0/repositories/{}/src/{}/{folder}", repository.full_name(), commit.hash);
    let values = query::select(values, params)?;
    reply::ok(&page::of(&values, params, &app.origin, &path))
}

fn directory(app: &App, render: Render<'_>, repository: &Repository, commit: &Commit, path: &str) -> Value {
    json!({
        "type": "commit_directory",
        "path": path,
        "commit": render.commit_name(repository, &commit.hash),
        "links": {"self": {"href": address(app, repository, commit, &format!("{path}/"))}},
    })
}

fn file(render: Render<'_>, repository: &Repository, commit: &Commit, path: &str, size: usize) -> Value {
    json!({
        "type": "commit_file",
        "path": path,
        "size": size,
        "commit": render.commit_name(repository, &commit.hash),
        "escaped_path": path,
        "links": {"self": {"href": format!(
            "{}/2.0/repositories/{}/src/{}/{path}", render.origin, repository.full_name(), commit.hash
        )}},
    })
}

fn address(app: &App, repository: &Repository, commit: &Commit, path: &str) -> String {
    format!("{}/2.0/repositories/{}/src/{}/{path}", app.origin, repository.full_name(), commit.hash)
}
