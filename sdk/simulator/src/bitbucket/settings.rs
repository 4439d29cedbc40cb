//! Settings of a repository: branch restrictions, webhooks, deploy keys, default reviewers.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::render::Render;
use super::store::{DeployKey, Hook, Repository, Restriction, Store};
use super::{body, error, field, page, repository_mut, repository_of, required, text};
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::time;

type Place = Path<(String, String)>;
type Named = Path<(String, String, String)>;

/// The answer of a listing below a repository.
fn listed(
    app: &App,
    (workspace, name): &(String, String),
    params: &Params,
    what: &str,
    values: impl Fn(Render<'_>, &Repository) -> Vec<Value>,
) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, workspace, name)?;
    let values = values(Render { store: &data.bitbucket, origin: &app.origin }, repository);
    let path = format!("/2.0/repositories/{}/{what}", repository.full_name());
    reply::ok(&page::of(&values, params, &app.origin, &path))
}

/// The answer of one record below a repository.
fn shown(
    app: &App,
    (workspace, name): (&str, &str),
    status: u16,
    value: impl Fn(Render<'_>, &Repository) -> Option<Value>,
) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, workspace, name)?;
    let value = value(Render { store: &data.bitbucket, origin: &app.origin }, repository);
    Ok(reply::json(status, &value.ok_or_else(missing)?))
}

fn missing() -> Refusal {
    error(404, "Resource not found")
}

/// `GET …/branch-restrictions`
pub(crate) async fn restrictions(State(app): State<Arc<App>>, Path(place): Place, params: Params) -> Answer {
    let fits = |restriction: &&Restriction| {
        params.first("kind").is_none_or(|kind| restriction.kind == kind)
            && params.first("pattern").is_none_or(|pattern| restriction.pattern == pattern)
    };
    listed(&app, &place, &params, "branch-restrictions", |render, repository| {
        let all = repository.restrictions.iter().filter(fits);
        all.map(|restriction| render.restriction(repository, restriction)).collect()
    })
}

/// `GET …/branch-restrictions/{id}`
pub(crate) async fn restriction(State(app): State<Arc<App>>, Path((workspace, name, id)): Named) -> Answer {
    shown(&app, (&workspace, &name), 200, |render, repository| {
        let found = repository.restrictions.iter().find(|one| one.id.to_string() == id)?;
        Some(render.restriction(repository, found))
    })
}

/// `POST …/branch-restrictions`
pub(crate) async fn create_restriction(
    State(app): State<Arc<App>>,
    Path((workspace, name)): Place,
    bytes: Bytes,
) -> Answer {
    let body = body(&bytes)?;
    let kind = required(&body, "kind")?.to_owned();
    let match_kind = text(&body, "branch_match_kind").unwrap_or("glob").to_owned();
    let branch_type = text(&body, "branch_type").map(str::to_owned);
    let pattern = text(&body, "pattern").unwrap_or_default().to_owned();
    if (match_kind == "glob" && pattern.is_empty()) || (match_kind == "branching_model" && branch_type.is_none()) {
        return Err(field("pattern", "required key not provided"));
    }
    let id = {
        let mut data = app.write();
        let store = &mut data.bitbucket;
        let (users, groups) = people(store, &body)?;
        let id = store.number();
        let value = body.get("value").and_then(Value::as_u64);
        let repository = repository_mut(store, &workspace, &name)?;
        let same = |one: &Restriction| one.kind == kind && one.pattern == pattern && one.branch_type == branch_type;
        if repository.restrictions.iter().any(same) {
            return Err(error(409, "A restriction of this kind exists for the pattern already."));
        }
        repository.restrictions.push(Restriction { id, kind, match_kind, branch_type, pattern, value, users, groups });
        id
    };
    shown(&app, (&workspace, &name), 201, |render, repository| {
        let found = repository.restrictions.iter().find(|one| one.id == id)?;
        Some(render.restriction(repository, found))
    })
}

/// The people and groups that a restriction exempts.
fn people(store: &Store, body: &Map<String, Value>) -> Result<(Vec<usize>, Vec<String>), Refusal> {
    let list = |name: &str| body.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let person = |one: &Value| {
        let id = one.get("uuid").and_then(Value::as_str).unwrap_or_default();
        store.person(id).ok_or_else(|| field("users", "user not found"))
    };
    let group = |one: &Value| {
        let slug = one.get("slug").and_then(Value::as_str).unwrap_or_default();
        let known = store.groups.iter().any(|group| group.slug == slug);
        if known { Ok(slug.to_owned()) } else { Err(field("groups", "group not found")) }
    };
    let users = list("users").iter().map(person).collect::<Result<_, _>>()?;
    Ok((users, list("groups").iter().map(group).collect::<Result<_, _>>()?))
}

/// `DELETE …/branch-restrictions/{id}`
pub(crate) async fn delete_restriction(State(app): State<Arc<App>>, Path((workspace, name, id)): Named) -> Answer {
    let mut data = app.write();
    let list = &mut repository_mut(&mut data.bitbucket, &workspace, &name)?.restrictions;
    removed(list, |one| one.id.to_string() == id)
}

fn removed<T>(list: &mut Vec<T>, fits: impl Fn(&T) -> bool) -> Answer {
    list.remove(list.iter().position(fits).ok_or_else(missing)?);
    Ok(reply::empty(204))
}

/// `GET …/hooks`
pub(crate) async fn hooks(State(app): State<Arc<App>>, Path(place): Place, params: Params) -> Answer {
    listed(&app, &place, &params, "hooks", |render, repository| {
        repository.hooks.iter().map(|hook| render.hook(repository, hook)).collect()
    })
}

/// `GET …/hooks/{uid}`
pub(crate) async fn hook(State(app): State<Arc<App>>, Path((workspace, name, uuid)): Named) -> Answer {
    shown(&app, (&workspace, &name), 200, |render, repository| {
        Some(render.hook(repository, repository.hooks.iter().find(|one| one.uuid == uuid)?))
    })
}

/// `POST …/hooks`
pub(crate) async fn create_hook(State(app): State<Arc<App>>, Path((workspace, name)): Place, bytes: Bytes) -> Answer {
    let body = body(&bytes)?;
    let url = required(&body, "url")?.to_owned();
    let events: Vec<String> = body
        .get("events")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    if events.is_empty() {
        return Err(field("events", "at least one event is needed"));
    }
    let groups = ["repo:", "pullrequest:", "issue:"];
    if let Some(unknown) = events.iter().find(|event| !groups.iter().any(|group| event.starts_with(group))) {
        return Err(field("events", &format!("{unknown} is not a valid event")));
    }
    let uuid = {
        let mut data = app.write();
        let uuid = data.bitbucket.uuid();
        repository_mut(&mut data.bitbucket, &workspace, &name)?.hooks.push(Hook {
            uuid: uuid.clone(),
            url,
            description: text(&body, "description").unwrap_or_default().to_owned(),
            active: body.get("active").and_then(Value::as_bool).unwrap_or(true),
            events,
            secret: text(&body, "secret").is_some(),
            created: time::now(),
        });
        uuid
    };
    shown(&app, (&workspace, &name), 201, |render, repository| {
        Some(render.hook(repository, repository.hooks.iter().find(|one| one.uuid == uuid)?))
    })
}

/// `DELETE …/hooks/{uid}`
pub(crate) async fn delete_hook(State(app): State<Arc<App>>, Path((workspace, name, uuid)): Named) -> Answer {
    let mut data = app.write();
    removed(&mut repository_mut(&mut data.bitbucket, &workspace, &name)?.hooks, |one| one.uuid == uuid)
}

/// `GET …/deploy-keys`
pub(crate) async fn keys(State(app): State<Arc<App>>, Path(place): Place, params: Params) -> Answer {
    listed(&app, &place, &params, "deploy-keys", |render, repository| {
        repository.keys.iter().map(|key| render.key(repository, key)).collect()
    })
}

/// `GET …/deploy-keys/{key_id}`
pub(crate) async fn key(State(app): State<Arc<App>>, Path((workspace, name, id)): Named) -> Answer {
    shown(&app, (&workspace, &name), 200, |render, repository| {
        Some(render.key(repository, repository.keys.iter().find(|one| one.id.to_string() == id)?))
    })
}

/// `POST …/deploy-keys`
pub(crate) async fn create_key(State(app): State<Arc<App>>, Path((workspace, name)): Place, bytes: Bytes) -> Answer {
    let body = body(&bytes)?;
    let key = required(&body, "key")?.trim().to_owned();
    let words: Vec<&str> = key.split_whitespace().collect();
    let comment = words.get(2).copied().unwrap_or_default().to_owned();
    if words.len() < 2 || !(key.starts_with("ssh-") || key.starts_with("ecdsa-")) {
        return Err(field("key", "Invalid SSH key."));
    }
    let id = {
        let mut data = app.write();
        let id = data.bitbucket.number();
        let repository = repository_mut(&mut data.bitbucket, &workspace, &name)?;
        if repository.keys.iter().any(|one| one.key.split_whitespace().nth(1) == words.get(1).copied()) {
            return Err(field("key", "Someone has already registered that SSH key."));
        }
        let label = text(&body, "label").unwrap_or_default().to_owned();
        repository.keys.push(DeployKey { id, label, key, comment, added: time::now() });
        id
    };
    shown(&app, (&workspace, &name), 200, |render, repository| {
        Some(render.key(repository, repository.keys.iter().find(|one| one.id == id)?))
    })
}

/// `DELETE …/deploy-keys/{key_id}`
pub(crate) async fn delete_key(State(app): State<Arc<App>>, Path((workspace, name, id)): Named) -> Answer {
    let mut data = app.write();
    removed(&mut repository_mut(&mut data.bitbucket, &workspace, &name)?.keys, |one| one.id.to_string() == id)
}

/// `GET …/effective-default-reviewers`
pub(crate) async fn default_reviewers(State(app): State<Arc<App>>, Path(place): Place, params: Params) -> Answer {
    listed(&app, &place, &params, "effective-default-reviewers", |render, repository| {
        let reviewer = |person: &usize| {
            let user = render.person(*person);
            json!({"type": "default_reviewer", "reviewer_type": "repository", "user": user})
        };
        repository.default_reviewers.iter().map(reviewer).collect()
    })
}
