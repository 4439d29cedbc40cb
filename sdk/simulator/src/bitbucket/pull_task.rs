//! Tasks on pull requests.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::Value;

use super::pull::{Numbered, find, find_mut};
use super::render::Render;
use super::store::{ME, Pull, Task};
use super::{body, deep, error, field, page, repository_mut, repository_of, text};
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::time;

type Place = (String, String, String, String);

/// `GET …/tasks`
pub(crate) async fn list(State(app): State<Arc<App>>, Path((workspace, name, id)): Numbered, params: Params) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let pull = find(repository, &id)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let values: Vec<Value> = pull.tasks.iter().map(|task| render.task(repository, pull, task)).collect();
    let path = format!("/2.0/repositories/{}/pullrequests/{id}/tasks", repository.full_name());
    page::answer(values, &params, &app.origin, &path)
}

/// `GET …/tasks/{task_id}`
pub(crate) async fn get(State(app): State<Arc<App>>, Path(place): Path<Place>) -> Answer {
    shown(&app, &place)
}

/// `POST …/tasks`
pub(crate) async fn create(State(app): State<Arc<App>>, Path((workspace, name, id)): Numbered, bytes: Bytes) -> Answer {
    let body = body(&bytes)?;
    let content = deep(&body, &["content", "raw"]).filter(|text| !text.is_empty());
    let content = content.ok_or_else(|| field("content", "required key not provided"))?.to_owned();
    let number = app.write().bitbucket.number();
    let mut data = app.write();
    let pull = find_mut(repository_mut(&mut data.bitbucket, &workspace, &name)?, &id)?;
    let comment = body.get("comment").and_then(|comment| comment.get("id")).and_then(Value::as_u64);
    if comment.is_some_and(|comment| !pull.comments.iter().any(|one| one.id == comment)) {
        return Err(field("comment", "not found"));
    }
    pull.tasks.push(Task { id: number, author: ME, text: content, comment, resolved: None, created: time::now() });
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let pull = find(repository, &id)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let task = pull.tasks.last().map(|task| render.task(repository, pull, task));
    Ok(reply::json(201, &task.unwrap_or_default()))
}

/// `PUT …/tasks/{task_id}`
pub(crate) async fn update(State(app): State<Arc<App>>, Path(place): Path<Place>, bytes: Bytes) -> Answer {
    let body = body(&bytes)?;
    let (workspace, name, id, task) = &place;
    {
        let mut data = app.write();
        let found = found(find_mut(repository_mut(&mut data.bitbucket, workspace, name)?, id)?, task)?;
        if let Some(content) = deep(&body, &["content", "raw"]) {
            content.clone_into(&mut found.text);
        }
        match text(&body, "state") {
            Some("RESOLVED") => found.resolved = found.resolved.or(Some((ME, time::now()))),
            Some("UNRESOLVED") => found.resolved = None,
            Some(_) => return Err(field("state", "is not valid")),
            None => {}
        }
    }
    shown(&app, &place)
}

/// `DELETE …/tasks/{task_id}`
pub(crate) async fn delete(State(app): State<Arc<App>>, Path((workspace, name, id, task)): Path<Place>) -> Answer {
    let mut data = app.write();
    let pull = find_mut(repository_mut(&mut data.bitbucket, &workspace, &name)?, &id)?;
    found(pull, &task)?;
    pull.tasks.retain(|one| one.id.to_string() != task);
    Ok(reply::empty(204))
}

fn shown(app: &App, (workspace, name, id, task): &Place) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, workspace, name)?;
    let pull = find(repository, id)?;
    let found = pull.tasks.iter().find(|one| one.id.to_string() == *task).ok_or_else(missing)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    reply::ok(&render.task(repository, pull, found))
}

fn found<'a>(pull: &'a mut Pull, task: &str) -> Result<&'a mut Task, Refusal> {
    pull.tasks.iter_mut().find(|one| one.id.to_string() == task).ok_or_else(missing)
}

fn missing() -> Refusal {
    error(404, "Task not found")
}
