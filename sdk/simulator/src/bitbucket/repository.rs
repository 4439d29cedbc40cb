//! Repositories and their forks.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Map, Value};

use super::render::Render;
use super::store::{Repository, Store};
use super::{body, deep, error, field, page, repository_of, text, workspace};
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::time;

/// `GET /2.0/repositories/{workspace}`
pub(crate) async fn list(State(app): State<Arc<App>>, Path(name): Path<String>, params: Params) -> Answer {
    let data = app.read();
    let slug = &workspace::find(&data.bitbucket, &name)?.slug;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let own = data.bitbucket.repositories.iter().filter(|repository| repository.workspace == *slug);
    let values = own.map(|repository| render.repository(repository)).collect();
    page::answer(values, &params, &app.origin, &format!("/2.0/repositories/{slug}"))
}

/// `GET /2.0/repositories/{workspace}/{repo_slug}`
pub(crate) async fn get(State(app): State<Arc<App>>, Path((workspace, name)): Path<(String, String)>) -> Answer {
    let data = app.read();
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    reply::ok(&render.repository(repository_of(&data.bitbucket, &workspace, &name)?))
}

/// `POST /2.0/repositories/{workspace}/{repo_slug}`
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Path((workspace, name)): Path<(String, String)>,
    bytes: Bytes,
) -> Answer {
    let body = if bytes.is_empty() { Map::new() } else { body(&bytes)? };
    let mut data = app.write();
    let place = add(&mut data.bitbucket, &workspace, &name, &body)?;
    shown(&app, &data.bitbucket, place)
}

/// `PUT /2.0/repositories/{workspace}/{repo_slug}`: another name is another slug.
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    Path((workspace, name)): Path<(String, String)>,
    bytes: Bytes,
) -> Answer {
    let body = body(&bytes)?;
    let mut data = app.write();
    let store = &mut data.bitbucket;
    let Some(place) = store.place(&workspace, &name) else {
        let place = add(store, &workspace, &name, &body)?;
        return shown(&app, store, place);
    };
    let project = project(store, &workspace, &body)?;
    if let Some(title) = text(&body, "name") {
        let other = store.place(&workspace, &slug(title));
        if other.is_some_and(|other| other != place) {
            return Err(field("name", "Repository with this Slug and Owner already exists."));
        }
    }
    if let Some(branch) = deep(&body, &["mainbranch", "name"])
        && !store.repositories.get(place).is_some_and(|one| one.git.branches.contains_key(branch))
    {
        return Err(field("mainbranch", "Branch not found."));
    }
    if let Some(repository) = store.repositories.get_mut(place) {
        if let Some(title) = text(&body, "name") {
            title.clone_into(&mut repository.name);
            repository.slug = slug(title);
        }
        if let Some(project) = project {
            repository.project = project;
        }
        set(repository, &body);
        repository.updated = time::now();
    }
    shown(&app, store, place)
}

/// `DELETE /2.0/repositories/{workspace}/{repo_slug}`
pub(crate) async fn delete(State(app): State<Arc<App>>, Path((workspace, name)): Path<(String, String)>) -> Answer {
    let mut data = app.write();
    let store = &mut data.bitbucket;
    let place = store.place(&workspace, &name).ok_or_else(super::no_repository)?;
    store.repositories.remove(place);
    Ok(reply::empty(204))
}

/// `GET /2.0/repositories/{workspace}/{repo_slug}/forks`
pub(crate) async fn forks(
    State(app): State<Arc<App>>,
    Path((workspace, name)): Path<(String, String)>,
    params: Params,
) -> Answer {
    let data = app.read();
    let full_name = repository_of(&data.bitbucket, &workspace, &name)?.full_name();
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let forks = data.bitbucket.repositories.iter().filter(|one| one.parent.as_ref() == Some(&full_name));
    let values = forks.map(|repository| render.repository(repository)).collect();
    page::answer(values, &params, &app.origin, &format!("/2.0/repositories/{full_name}/forks"))
}

/// `POST /2.0/repositories/{workspace}/{repo_slug}/forks`
pub(crate) async fn fork(
    State(app): State<Arc<App>>,
    Path((workspace, name)): Path<(String, String)>,
    bytes: Bytes,
) -> Answer {
    let body = if bytes.is_empty() { Map::new() } else { body(&bytes)? };
    let mut data = app.write();
    let store = &mut data.bitbucket;
    let parent = repository_of(store, &workspace, &name)?.clone();
    let target = deep(&body, &["workspace", "slug"]).unwrap_or(&parent.workspace).to_owned();
    let title = text(&body, "name").unwrap_or(&parent.name).to_owned();
    let place = add(store, &target, &slug(&title), &body)?;
    if let Some(repository) = store.repositories.get_mut(place) {
        repository.name = title;
        repository.parent = Some(parent.full_name());
        repository.main = parent.main;
        repository.language = parent.language;
        repository.size = parent.size;
        repository.git = parent.git;
        if text(&body, "description").is_none() {
            repository.description = parent.description;
        }
    }
    let render = Render { store, origin: &app.origin };
    let repository = store.repositories.get(place).map(|repository| render.repository(repository));
    Ok(reply::json(201, &repository.unwrap_or_default()))
}

/// A new repository; its place.
fn add(store: &mut Store, name: &str, slug: &str, body: &Map<String, Value>) -> Result<usize, Refusal> {
    let workspace = workspace::find(store, name)?.slug.clone();
    if store.place(&workspace, slug).is_some() {
        return Err(error(400, "Repository with this Slug and Owner already exists."));
    }
    if slug.starts_with('.') || !slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) {
        return Err(error(400, "Invalid slug. It may have letters, digits, dots, underscores and dashes."));
    }
    // Without a project it goes to the oldest one.
    let oldest = store.projects.iter().find(|project| project.workspace == workspace);
    let oldest = oldest.map(|project| project.key.clone()).unwrap_or_default();
    let project = project(store, &workspace, body)?.unwrap_or(oldest);
    let now = time::now();
    let mut repository = Repository {
        workspace,
        slug: slug.to_lowercase(),
        name: text(body, "name").unwrap_or(slug).to_owned(),
        uuid: store.uuid(),
        private: true,
        fork_policy: "allow_forks".to_owned(),
        created: now,
        updated: now,
        project,
        main: "main".to_owned(),
        ..Repository::default()
    };
    set(&mut repository, body);
    store.repositories.push(repository);
    Ok(store.repositories.len() - 1)
}

/// The key of the project that a body names.
fn project(store: &Store, name: &str, body: &Map<String, Value>) -> Result<Option<String>, Refusal> {
    let Some(key) = deep(body, &["project", "key"]) else { return Ok(None) };
    let slug = &workspace::find(store, name)?.slug;
    let mut projects = store.projects.iter();
    let found = projects.find(|one| one.workspace == *slug && (one.key == key || one.uuid == key));
    found.map(|project| Some(project.key.clone())).ok_or_else(|| field("project", "Project not found."))
}

fn set(repository: &mut Repository, body: &Map<String, Value>) {
    let change = |slot: &mut String, value: Option<&str>| {
        if let Some(value) = value {
            value.clone_into(slot);
        }
    };
    change(&mut repository.description, text(body, "description"));
    change(&mut repository.language, text(body, "language"));
    change(&mut repository.fork_policy, text(body, "fork_policy"));
    change(&mut repository.main, deep(body, &["mainbranch", "name"]));
    if let Some(private) = body.get("is_private").and_then(Value::as_bool) {
        repository.private = private;
    }
}

/// A name as it stands in addresses.
fn slug(name: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    let dashed: String = name.to_lowercase().chars().map(|letter| if plain(letter) { letter } else { '-' }).collect();
    dashed.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

fn shown(app: &App, store: &Store, place: usize) -> Answer {
    let render = Render { store, origin: &app.origin };
    reply::ok(&store.repositories.get(place).map(|repository| render.repository(repository)).unwrap_or_default())
}
