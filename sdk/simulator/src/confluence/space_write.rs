//! Spaces: made in v2; changed and deleted in v1, which deletes in a task of its own.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::json;

use super::space::render;
use super::store::{Body, Kind, Permission, Space, Task};
use super::{invalid, missing, read, v1};
use crate::app::App;
use crate::auth::Caller;
use crate::reply::{self, Answer};
use crate::state::DEV;
use crate::time;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct New {
    name: String,
    key: Option<String>,
    description: Option<Text>,
    #[serde(default)]
    create_private_space: bool,
}

#[derive(Debug, Deserialize)]
struct Text {
    value: String,
}

/// `POST /wiki/api/v2/spaces`
pub(crate) async fn create(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let new: New = read(&bytes)?;
    let mut data = app.write();
    if caller == Caller::Guest {
        return Err(missing());
    }
    let key = new.key.ok_or_else(|| invalid("The key is missing"))?;
    if key.is_empty() || !key.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(invalid("The space key is invalid: letters and numbers only"));
    }
    let account = data.user(DEV).account_id.clone();
    let store = &mut data.confluence;
    if store.spaces.iter().any(|space| space.key.eq_ignore_ascii_case(&key)) {
        return Err(invalid("A space already exists with that key"));
    }
    let (id, first) = (store.next_id(), store.next());
    let homepage = store.add(Kind::Page, &id, None, format!("{} Home", new.name), Body::default());
    let permission = |id, kind: &str, who: &str, operation: &str| Permission {
        id,
        kind: kind.to_owned(),
        who: who.to_owned(),
        operation: operation.to_owned(),
        target: "space".to_owned(),
    };
    let mut permissions =
        vec![permission(first, "user", &account, "read"), permission(first, "user", &account, "administer")];
    if let Some(group) = store.groups.first().filter(|_| !new.create_private_space) {
        permissions.push(permission(first, "group", &group.id, "read"));
    }
    for permission in &mut permissions {
        permission.id = store.next();
    }
    store.spaces.push(Space {
        id: id.clone(),
        key,
        name: new.name,
        kind: "global".to_owned(),
        status: "current".to_owned(),
        homepage,
        description: new.description.map_or_else(String::new, |text| text.value),
        created: time::now(),
        permissions,
    });
    let space = data.confluence.space(&id).ok_or_else(missing)?;
    Ok(reply::json(201, &render(&data, space, Some("plain"))))
}

#[derive(Debug, Deserialize)]
struct Change {
    name: Option<String>,
    description: Option<Description>,
    homepage: Option<Homepage>,
    status: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Description {
    plain: Text,
}

#[derive(Debug, Deserialize)]
struct Homepage {
    id: String,
}

/// `PUT /wiki/rest/api/space/{key}`
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    bytes: Bytes,
) -> Answer {
    let change: Change = v1::read(&bytes)?;
    let mut data = app.write();
    let spaces = &mut data.confluence.spaces;
    let space = spaces.iter_mut().find(|space| space.key == key && caller == Caller::Dev);
    let space = space.ok_or_else(|| no_space(&key))?;
    space.name = change.name.unwrap_or_else(|| space.name.clone());
    if let Some(description) = change.description {
        space.description = description.plain.value;
    }
    if let Some(homepage) = change.homepage {
        space.homepage = homepage.id;
    }
    if let Some(status) = change.status {
        space.status = status.to_lowercase();
    }
    reply::ok(&json!({
        "id": space.id.parse::<u64>().unwrap_or(0),
        "key": space.key,
        "name": space.name,
        "type": space.kind,
        "status": space.status,
        "description": {"plain": {"value": space.description, "representation": "plain", "embeddedContent": []}},
        "_expandable": {"homepage": format!("/rest/api/content/{}", space.homepage)},
        "_links": {"webui": format!("/spaces/{key}"), "base": format!("{}/wiki", app.origin)},
    }))
}

/// `DELETE /wiki/rest/api/space/{key}`: begins a task.
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
) -> Answer {
    let mut data = app.write();
    let store = &mut data.confluence;
    let space = store.space_by_key(&key).filter(|_| caller == Caller::Dev).ok_or_else(|| no_space(&key))?;
    let id = space.id.clone();
    store.spaces.retain(|space| space.id != id);
    store.contents.retain(|content| content.space != id);
    let task = store.next_id();
    store.tasks.push(Task { id: task.clone(), asked: 0 });
    let answer = json!({"id": task, "links": {"status": format!("/rest/api/longtask/{task}")}});
    Ok(reply::json(202, &answer))
}

/// `GET /wiki/rest/api/longtask/{id}`
pub(crate) async fn task(State(app): State<Arc<App>>, Path(id): Path<String>) -> Answer {
    let mut data = app.write();
    let task = data.confluence.tasks.iter_mut().find(|task| task.id == id);
    let task = task.ok_or_else(|| v1::error(404, "There is no task with that id"))?;
    task.asked += 1;
    let is_done = task.asked > 1;
    reply::ok(&json!({
        "id": id,
        "name": {"key": "com.atlassian.confluence.extra.flyingpdf.deletespace", "args": []},
        "elapsedTime": 1000 * task.asked,
        "percentageComplete": if is_done { 100 } else { 50 },
        "successful": is_done,
        "finished": is_done,
        "messages": [],
        "_links": {},
    }))
}

fn no_space(key: &str) -> reply::Refusal {
    v1::error(404, &format!("No space with key : {key}"))
}
