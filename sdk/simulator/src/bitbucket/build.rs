//! What builds say of commits.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::Value;

use super::render::Render;
use super::store::{Repository, Status, Store};
use super::{body, commit, field, page, repository_mut, repository_of, required, text};
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer};
use crate::time;

type Named = Path<(String, String, String)>;

/// `GET …/commit/{commit}/statuses`
pub(crate) async fn of_commit(
    State(app): State<Arc<App>>,
    Path((workspace, name, revision)): Named,
    params: Params,
) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let hash = &commit::find(repository, &revision)?.hash;
    let values = statuses(&data.bitbucket, &app.origin, repository, hash);
    let path = format!("/2.0/repositories/{}/commit/{hash}/statuses", repository.full_name());
    page::answer(values, &params, &app.origin, &path)
}

/// The statuses that somebody set, and those of the pipelines of that commit.
pub(crate) fn statuses(store: &Store, origin: &str, repository: &Repository, hash: &str) -> Vec<Value> {
    let render = Render { store, origin };
    let set = repository.statuses.iter().filter(|status| status.hash == hash);
    let set = set.map(|status| render.status(repository, status));
    let pipelines = repository.pipelines.iter().filter(|pipeline| pipeline.hash == hash);
    let of_pipelines = pipelines.map(|pipeline| {
        let state = match (pipeline.completed, pipeline.result.as_str()) {
            (None, _) => "INPROGRESS",
            (Some(_), "SUCCESSFUL") => "SUCCESSFUL",
            (Some(_), "STOPPED") => "STOPPED",
            _ => "FAILED",
        };
        let number = pipeline.number;
        let status = Status {
            hash: hash.to_owned(),
            key: format!("pipeline-{number}"),
            name: format!("Pipeline #{number}"),
            state: state.to_owned(),
            description: String::new(),
            url: format!("{origin}/{}/pipelines/results/{number}", repository.full_name()),
            created: pipeline.created,
        };
        render.status(repository, &status)
    });
    set.chain(of_pipelines).collect()
}

/// `POST …/commit/{commit}/statuses/build`: one with the same key is replaced.
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Path((workspace, name, revision)): Named,
    bytes: Bytes,
) -> Answer {
    let body = body(&bytes)?;
    let (key, state) = (required(&body, "key")?, required(&body, "state")?);
    if !["SUCCESSFUL", "FAILED", "INPROGRESS", "STOPPED"].contains(&state) {
        return Err(field("state", "Unknown state."));
    }
    let mut data = app.write();
    let repository = repository_mut(&mut data.bitbucket, &workspace, &name)?;
    let hash = commit::find(repository, &revision)?.hash.clone();
    let member = |name: &str| text(&body, name).unwrap_or_default().to_owned();
    let (description, url) = (member("description"), member("url"));
    let title = text(&body, "name").unwrap_or(key).to_owned();
    let (key, state) = (key.to_owned(), state.to_owned());
    repository.statuses.retain(|status| status.hash != hash || status.key != key);
    let status = Status { hash, key, name: title, state, description, url, created: time::now() };
    repository.statuses.push(status.clone());
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    Ok(reply::json(201, &render.status(repository, &status)))
}
