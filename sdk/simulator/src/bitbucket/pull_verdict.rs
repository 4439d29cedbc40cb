//! What becomes of a pull request: approved, held up, declined, merged.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::pull::{Numbered, find, find_mut, open_mut, shown};
use super::render::Render;
use super::store::{ME, Pipeline, Pull, Repository, Store};
use super::{body, error, field, repository_mut, repository_of, text};
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::time;

/// `POST …/approve`
pub(crate) async fn approve(State(app): State<Arc<App>>, Path(place): Numbered) -> Answer {
    judge(&app, &place, "approved")
}

/// `POST …/request-changes`
pub(crate) async fn request_changes(State(app): State<Arc<App>>, Path(place): Numbered) -> Answer {
    judge(&app, &place, "changes_requested")
}

fn judge(app: &App, (workspace, name, id): &(String, String, String), verdict: &'static str) -> Answer {
    let mut data = app.write();
    let pull = open_mut(repository_mut(&mut data.bitbucket, workspace, name)?, id)?;
    if pull.author == ME && verdict == "changes_requested" {
        return Err(error(400, "You cannot request changes on your own pull request."));
    }
    pull.verdicts.insert(ME, (verdict, time::now()));
    let repository = repository_of(&data.bitbucket, workspace, name)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    reply::ok(&render.participant(find(repository, id)?, ME))
}

/// `DELETE …/approve`
pub(crate) async fn unapprove(State(app): State<Arc<App>>, Path(place): Numbered) -> Answer {
    withdraw(&app, &place, "approved", "You haven't approved this pull request.")
}

/// `DELETE …/request-changes`
pub(crate) async fn take_back(State(app): State<Arc<App>>, Path(place): Numbered) -> Answer {
    withdraw(&app, &place, "changes_requested", "You haven't requested changes on this pull request.")
}

fn withdraw(app: &App, (workspace, name, id): &(String, String, String), verdict: &str, none: &str) -> Answer {
    let mut data = app.write();
    let pull = open_mut(repository_mut(&mut data.bitbucket, workspace, name)?, id)?;
    if pull.verdicts.get(&ME).is_none_or(|(mine, _)| *mine != verdict) {
        return Err(error(404, none));
    }
    pull.verdicts.remove(&ME);
    Ok(reply::empty(204))
}

/// `POST …/decline`
pub(crate) async fn decline(
    State(app): State<Arc<App>>,
    Path((workspace, name, id)): Numbered,
    bytes: Bytes,
) -> Answer {
    let body = if bytes.is_empty() { Map::new() } else { body(&bytes)? };
    let mut data = app.write();
    let pull = open_mut(repository_mut(&mut data.bitbucket, &workspace, &name)?, &id)?;
    pull.state = "DECLINED".to_owned();
    pull.closed_by = Some(ME);
    pull.reason = text(&body, "message").unwrap_or_default().to_owned();
    pull.updated = time::now();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    shown(&app, &data.bitbucket, repository, &id, 200)
}

/// `POST …/merge`. With `async=true` it takes two looks at the task until it is done.
pub(crate) async fn merge(
    State(app): State<Arc<App>>,
    Path((workspace, name, id)): Numbered,
    params: Params,
    bytes: Bytes,
) -> Answer {
    let body = if bytes.is_empty() { Map::new() } else { body(&bytes)? };
    let mut data = app.write();
    let store = &mut data.bitbucket;
    merged(store, &workspace, &name, &id, &body)?;
    let repository = repository_mut(store, &workspace, &name)?;
    let full_name = repository.full_name();
    if params.first("async") == Some("true") {
        find_mut(repository, &id)?.merging = Some(0);
        let there =
            format!("{}/2.0/repositories/{full_name}/pullrequests/{id}/merge/task-status/task-{id}", app.origin);
        return Ok(reply::with_header(reply::empty(202), "location", &there));
    }
    let repository = repository_of(store, &workspace, &name)?;
    shown(&app, store, repository, &id, 200)
}

/// `GET …/merge/task-status/{task_id}`
pub(crate) async fn task_status(
    State(app): State<Arc<App>>,
    Path((workspace, name, id, task)): Path<(String, String, String, String)>,
) -> Answer {
    let mut data = app.write();
    let store = &mut data.bitbucket;
    let repository = repository_mut(store, &workspace, &name)?;
    let own = format!(
        "{}/2.0/repositories/{}/pullrequests/{id}/merge/task-status/{task}",
        app.origin,
        repository.full_name()
    );
    let pull = find_mut(repository, &id)?;
    let looks = pull.merging.filter(|_| task == format!("task-{id}"));
    let looks = looks.ok_or_else(|| error(400, "The task does not relate to this pull request."))?;
    pull.merging = Some(looks + 1);
    let links = json!({"self": {"href": own}});
    if looks == 0 {
        return reply::ok(&json!({"task_status": "PENDING", "links": links}));
    }
    let repository = repository_of(store, &workspace, &name)?;
    let render = Render { store, origin: &app.origin };
    let result = render.pull(repository, find(repository, &id)?);
    reply::ok(&json!({"task_status": "SUCCESS", "links": links, "merge_result": result}))
}

/// Moves the branch, closes the pull request, and starts the pipeline of the branch where there is one.
fn merged(store: &mut Store, workspace: &str, name: &str, id: &str, body: &Map<String, Value>) -> Result<(), Refusal> {
    let strategy = text(body, "merge_strategy").unwrap_or("merge_commit");
    let ids = (store.uuid(), [store.uuid(), store.uuid()]);
    let repository = repository_mut(store, workspace, name)?;
    let pull = open_mut(repository, id)?.clone();
    if pull.draft {
        return Err(error(400, "A draft cannot be merged."));
    }
    allowed(repository, &pull)?;
    let hash = commit(repository, &pull, strategy, text(body, "message"))?;
    repository.git.branches.insert(pull.destination.clone(), hash.clone());
    let close = body.get("close_source_branch").and_then(Value::as_bool).unwrap_or(pull.close_source_branch);
    if close && pull.from == repository.full_name() && pull.source != repository.main {
        repository.git.branches.remove(&pull.source);
    }
    let now = time::now();
    let done = open_mut(repository, id)?;
    done.state = "MERGED".to_owned();
    done.merge_commit = Some(hash.clone());
    done.close_source_branch = close;
    done.closed_by = Some(ME);
    done.updated = now;
    repository.follow();
    let (uuid, steps) = ids;
    if let Some(pipeline) = Pipeline::new(repository, uuid, steps, ("branch", &pull.destination), hash, now) {
        repository.pipelines.push(pipeline);
    }
    Ok(())
}

/// What the restrictions of the destination ask for.
fn allowed(repository: &Repository, pull: &Pull) -> Result<(), Refusal> {
    let approvals = pull.verdicts.values().filter(|(verdict, _)| *verdict == "approved").count();
    let mine = repository.restrictions.iter().filter(|one| one.pattern == pull.destination || one.pattern == "*");
    for restriction in mine {
        let least = restriction.value.and_then(|value| usize::try_from(value).ok()).unwrap_or(0);
        if restriction.kind == "require_approvals_to_merge" && approvals < least {
            return Err(error(400, &format!("Unresolved merge checks: at least {least} approval is needed.")));
        }
        if restriction.kind == "require_tasks_to_be_completed" && pull.tasks.iter().any(|task| task.resolved.is_none())
        {
            return Err(error(400, "Unresolved merge checks: there are open tasks."));
        }
    }
    Ok(())
}

/// The commit that the destination is to have.
fn commit(repository: &mut Repository, pull: &Pull, strategy: &str, message: Option<&str>) -> Result<String, Refusal> {
    let (ours, theirs) = (pull.destination_hash.clone(), pull.source_hash.clone());
    let default = format!("Merged in {} (pull request #{})\n\n{}", pull.source, pull.id, pull.title);
    let message = message.unwrap_or(&default).to_owned();
    let is_ahead = repository.git.merge_base(&ours, &theirs).is_some_and(|base| base.hash == ours);
    let tree = repository
        .git
        .merged(&ours, &theirs)
        .map_err(|paths| error(409, &format!("Merge conflicts: {}", paths.join(", "))))?;
    let parents = match strategy {
        "merge_commit" | "rebase_merge" => vec![ours, theirs],
        "squash" | "squash_fast_forward" => vec![ours],
        "fast_forward" | "rebase_fast_forward" if is_ahead => return Ok(theirs),
        "fast_forward" => return Err(error(400, "Cannot fast-forward: the destination has commits of its own.")),
        "rebase_fast_forward" => vec![ours],
        _ => return Err(field("merge_strategy", "is not valid")),
    };
    Ok(repository.git.commit(parents, &message, ME, time::now(), tree))
}
