//! Commits, and what differs between two of them.

use std::sync::Arc;

use axum::extract::{Path, State};
use serde_json::Value;

use super::git::{Commit, Tree};
use super::render::Render;
use super::store::{Repository, reachable};
use super::{diff, error, page, repository_of};
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};

type Place = Path<(String, String)>;
type Named = Path<(String, String, String)>;

/// `GET …/commits`
pub(crate) async fn list(State(app): State<Arc<App>>, Path((workspace, name)): Place, params: Params) -> Answer {
    listed(&app, (&workspace, &name), &all(&params, "include"), &params, "")
}

/// `GET …/commits/{revision}`
pub(crate) async fn list_of(
    State(app): State<Arc<App>>,
    Path((workspace, name, revision)): Named,
    params: Params,
) -> Answer {
    let tail = format!("/{revision}");
    listed(&app, (&workspace, &name), &[revision], &params, &tail)
}

fn listed(app: &App, (workspace, name): (&str, &str), includes: &[String], params: &Params, tail: &str) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, workspace, name)?;
    let excludes = all(params, "exclude");
    let found = reachable(&repository.git, includes, &excludes);
    let commits = found.ok_or_else(|| error(404, &format!("Commit not found: {}", includes.join(", "))))?;
    let concerned = |commit: &&Commit| params.first("path").is_none_or(|path| repository.git.changes(commit, path));
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let values: Vec<Value> =
        commits.into_iter().filter(concerned).map(|commit| render.commit(repository, commit)).collect();
    let path = format!("/2.0/repositories/{}/commits{tail}", repository.full_name());
    reply::ok(&page::of(&values, params, &app.origin, &path))
}

fn all(params: &Params, name: &str) -> Vec<String> {
    params.iter().filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).collect()
}

/// `GET …/commit/{commit}`
pub(crate) async fn get(State(app): State<Arc<App>>, Path((workspace, name, revision)): Named) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    reply::ok(&render.commit(repository, find(repository, &revision)?))
}

/// `GET …/diff/{spec}`
pub(crate) async fn diff(State(app): State<Arc<App>>, Path((workspace, name, spec)): Named, params: Params) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let (old, new) = sides(repository, &spec, &params)?;
    let changes = diff::changes(&old, &new);
    let wanted = |change: &&diff::Change<'_>| params.first("path").is_none_or(|path| change.path == path);
    let text = changes.iter().filter(wanted).flat_map(diff::Change::text).collect();
    Ok(reply::with_header(reply::bytes(text), "content-type", "text/plain"))
}

/// `GET …/diffstat/{spec}`
pub(crate) async fn diffstat(
    State(app): State<Arc<App>>,
    Path((workspace, name, spec)): Named,
    params: Params,
) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let (old, new) = sides(repository, &spec, &params)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let values: Vec<Value> = diff::changes(&old, &new).iter().map(|change| render.change(repository, change)).collect();
    let path = format!("/2.0/repositories/{}/diffstat/{}", repository.full_name(), spec.replace('\r', "%0D"));
    reply::ok(&page::of(&values, &params, &app.origin, &path))
}

/// The trees of `new`, `new..old`, or `WORKSPACE/REPOSITORY:new` with `old` after a carriage return, as pull requests
/// link to it. Of two commits, what the first has since it left the second.
fn sides(repository: &Repository, spec: &str, params: &Params) -> Result<(Tree, Tree), Refusal> {
    let spec = spec.rsplit_once(':').map_or(spec, |(_, spec)| spec);
    let Some((new, old)) = spec.split_once('\r').or_else(|| spec.split_once("..")) else {
        let commit = find(repository, spec)?;
        let parent = commit.parents.first().and_then(|parent| repository.git.by_hash(parent));
        return Ok((parent.map(|parent| parent.tree.clone()).unwrap_or_default(), commit.tree.clone()));
    };
    let (new, old) = (find(repository, new)?, find(repository, old)?);
    let base = repository.git.merge_base(&new.hash, &old.hash);
    let old = base.filter(|_| params.first("topic") != Some("false")).unwrap_or(old);
    Ok((old.tree.clone(), new.tree.clone()))
}

pub(crate) fn find<'a>(repository: &'a Repository, revision: &str) -> Result<&'a Commit, Refusal> {
    repository.git.find(revision).ok_or_else(|| error(404, &format!("Commit not found: {revision}")))
}
