//! Projects of a workspace.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::Value;

use super::render::Render;
use super::store::{Project, Store};
use super::{body, error, field, page, required, text, workspace};
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::time;

/// `GET /2.0/workspaces/{workspace}/projects`
pub(crate) async fn list(State(app): State<Arc<App>>, Path(name): Path<String>, params: Params) -> Answer {
    let data = app.read();
    let slug = &workspace::find(&data.bitbucket, &name)?.slug;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let own = data.bitbucket.projects.iter().filter(|project| project.workspace == *slug);
    let values = own.map(|project| render.project(project)).collect();
    page::answer(values, &params, &app.origin, &format!("/2.0/workspaces/{slug}/projects"))
}

/// `GET /2.0/workspaces/{workspace}/projects/{project_key}`
pub(crate) async fn get(State(app): State<Arc<App>>, Path((name, key)): Path<(String, String)>) -> Answer {
    let data = app.read();
    let place = place(&data.bitbucket, &name, &key)?;
    shown(&app, &data.bitbucket, place, 200)
}

/// `POST /2.0/workspaces/{workspace}/projects`
pub(crate) async fn create(State(app): State<Arc<App>>, Path(name): Path<String>, bytes: Bytes) -> Answer {
    let body = body(&bytes)?;
    let (key, title) = (required(&body, "key")?, required(&body, "name")?);
    let mut data = app.write();
    let store = &mut data.bitbucket;
    let workspace = workspace::find(store, &name)?.slug.clone();
    if place(store, &workspace, key).is_ok() {
        return Err(field("key", "Project with this key already exists."));
    }
    let letters = key.bytes().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == b'_');
    if !letters || !key.starts_with(|letter: char| letter.is_ascii_uppercase()) {
        return Err(field("key", "Project keys must start with a letter and may contain A-Z, 0-9 and underscores."));
    }
    let now = time::now();
    let project = Project {
        workspace,
        key: key.to_owned(),
        name: title.to_owned(),
        description: text(&body, "description").unwrap_or_default().to_owned(),
        private: body.get("is_private").and_then(Value::as_bool).unwrap_or(false),
        uuid: store.uuid(),
        created: now,
        updated: now,
    };
    store.projects.push(project);
    shown(&app, store, store.projects.len() - 1, 201)
}

/// `PUT /2.0/workspaces/{workspace}/projects/{project_key}`
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    Path((name, key)): Path<(String, String)>,
    bytes: Bytes,
) -> Answer {
    let body = body(&bytes)?;
    let mut data = app.write();
    let store = &mut data.bitbucket;
    let place = place(store, &name, &key)?;
    let (old, workspace) = (key.to_uppercase(), workspace::find(store, &name)?.slug.clone());
    if let Some(project) = store.projects.get_mut(place) {
        let change = |slot: &mut String, member: &str| {
            if let Some(value) = text(&body, member) {
                value.clone_into(slot);
            }
        };
        change(&mut project.name, "name");
        change(&mut project.description, "description");
        change(&mut project.key, "key");
        if let Some(private) = body.get("is_private").and_then(Value::as_bool) {
            project.private = private;
        }
        project.updated = time::now();
    }
    let new = store.projects.get(place).map(|project| project.key.clone()).unwrap_or_default();
    let own = |one: &&mut super::store::Repository| one.workspace == workspace && one.project == old;
    store.repositories.iter_mut().filter(own).for_each(|repository| repository.project.clone_from(&new));
    shown(&app, store, place, 200)
}

/// `DELETE /2.0/workspaces/{workspace}/projects/{project_key}`
pub(crate) async fn delete(State(app): State<Arc<App>>, Path((name, key)): Path<(String, String)>) -> Answer {
    let mut data = app.write();
    let store = &mut data.bitbucket;
    let place = place(store, &name, &key)?;
    let project = store.projects.get(place).cloned();
    let used = store.repositories.iter().any(|repository| {
        project.as_ref().is_some_and(|one| one.workspace == repository.workspace && one.key == repository.project)
    });
    if used {
        return Err(error(400, "Cannot delete a project that contains repositories."));
    }
    store.projects.remove(place);
    Ok(reply::empty(204))
}

fn place(store: &Store, name: &str, key: &str) -> Result<usize, Refusal> {
    let slug = &workspace::find(store, name)?.slug;
    let fits = |project: &Project| {
        project.workspace == *slug && (project.key.eq_ignore_ascii_case(key) || project.uuid == key)
    };
    let place = store.projects.iter().position(fits);
    place.ok_or_else(|| error(404, &format!("Project {key} not found")))
}

fn shown(app: &App, store: &Store, place: usize, status: u16) -> Answer {
    let render = Render { store, origin: &app.origin };
    let project = store.projects.get(place).map(|project| render.project(project));
    Ok(reply::json(status, &project.unwrap_or_default()))
}
