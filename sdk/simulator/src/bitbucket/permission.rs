//! Who may do what in a repository, beyond what the workspace gives.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::render::Render;
use super::store::Store;
use super::{body, error, field, page, repository_mut, repository_of, required};
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};

type Place = Path<(String, String)>;
type Named = Path<(String, String, String)>;

/// `GET …/permissions-config/users`
pub(crate) async fn users(State(app): State<Arc<App>>, Path((workspace, name)): Place, params: Params) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let values: Vec<Value> = repository
        .people
        .iter()
        .map(|(person, permission)| {
            json!({
                "type": "repository_user_permission",
                "permission": permission,
                "user": render.person(*person),
                "repository": render.repository_name(repository),
            })
        })
        .collect();
    let path = format!("/2.0/repositories/{}/permissions-config/users", repository.full_name());
    reply::ok(&page::of(&values, &params, &app.origin, &path))
}

/// `PUT …/permissions-config/users/{selected_user_id}`
pub(crate) async fn set_user(
    State(app): State<Arc<App>>,
    Path((workspace, name, user)): Named,
    bytes: Bytes,
) -> Answer {
    let body = body(&bytes)?;
    let permission = known(required(&body, "permission")?)?;
    let mut data = app.write();
    let person = person(&data.bitbucket, &user)?;
    repository_mut(&mut data.bitbucket, &workspace, &name)?.people.insert(person, permission.to_owned());
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    reply::ok(&json!({
        "type": "repository_user_permission",
        "permission": permission,
        "user": render.person(person),
        "repository": render.repository_name(repository),
    }))
}

/// `DELETE …/permissions-config/users/{selected_user_id}`
pub(crate) async fn delete_user(State(app): State<Arc<App>>, Path((workspace, name, user)): Named) -> Answer {
    let mut data = app.write();
    let person = person(&data.bitbucket, &user)?;
    let repository = repository_mut(&mut data.bitbucket, &workspace, &name)?;
    repository.people.remove(&person).ok_or_else(|| error(404, "The user has no explicit permission."))?;
    Ok(reply::empty(204))
}

/// `GET …/permissions-config/groups`
pub(crate) async fn groups(State(app): State<Arc<App>>, Path((workspace, name)): Place, params: Params) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let values: Vec<Value> = repository
        .groups
        .iter()
        .map(|(group, permission)| {
            json!({
                "type": "repository_group_permission",
                "permission": permission,
                "group": render.group(&repository.workspace, group),
                "repository": render.repository_name(repository),
            })
        })
        .collect();
    let path = format!("/2.0/repositories/{}/permissions-config/groups", repository.full_name());
    reply::ok(&page::of(&values, &params, &app.origin, &path))
}

/// `PUT …/permissions-config/groups/{group_slug}`
pub(crate) async fn set_group(
    State(app): State<Arc<App>>,
    Path((workspace, name, group)): Named,
    bytes: Bytes,
) -> Answer {
    let body = body(&bytes)?;
    let permission = known(required(&body, "permission")?)?;
    let mut data = app.write();
    let slug = repository_of(&data.bitbucket, &workspace, &name)?.workspace.clone();
    if !data.bitbucket.groups.iter().any(|one| one.workspace == slug && one.slug == group) {
        return Err(error(404, &format!("Group {group} not found.")));
    }
    repository_mut(&mut data.bitbucket, &workspace, &name)?.groups.insert(group.clone(), permission.to_owned());
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    reply::ok(&json!({
        "type": "repository_group_permission",
        "permission": permission,
        "group": render.group(&slug, &group),
        "repository": render.repository_name(repository),
    }))
}

/// `DELETE …/permissions-config/groups/{group_slug}`
pub(crate) async fn delete_group(State(app): State<Arc<App>>, Path((workspace, name, group)): Named) -> Answer {
    let mut data = app.write();
    let repository = repository_mut(&mut data.bitbucket, &workspace, &name)?;
    repository.groups.remove(&group).ok_or_else(|| error(404, "The group has no explicit permission."))?;
    Ok(reply::empty(204))
}

fn known(permission: &str) -> Result<&str, Refusal> {
    let known = ["read", "write", "admin"].contains(&permission);
    if known { Ok(permission) } else { Err(field("permission", "is not valid")) }
}

fn person(store: &Store, user: &str) -> Result<usize, Refusal> {
    store.person(user).ok_or_else(|| error(404, &format!("User {user} not found.")))
}
