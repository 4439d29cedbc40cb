//! Bitbucket Cloud 2.0.

mod build;
mod commit;
mod diff;
mod git;
mod page;
mod permission;
mod pipeline;
mod project;
mod pull;
mod pull_comment;
mod pull_task;
mod pull_verdict;
mod query;
mod reference;
mod render;
mod repository;
mod seed;
mod settings;
mod source;
pub(crate) mod store;
mod user;
mod variable;
mod workspace;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, get, post, put};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::auth::Caller;
use crate::reply::Refusal;
use store::{Repository, Store};

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/2.0/user", get(user::me))
        .route("/2.0/user/workspaces", get(user::workspaces))
        .route("/2.0/workspaces", get(user::removed))
        .route("/2.0/workspaces/{workspace}", get(workspace::get))
        .route("/2.0/workspaces/{workspace}/members", get(workspace::members))
        .route("/2.0/workspaces/{workspace}/projects", get(project::list).post(project::create))
        .route(
            "/2.0/workspaces/{workspace}/projects/{key}",
            get(project::get).put(project::update).delete(project::delete),
        )
        .route(
            "/2.0/workspaces/{workspace}/pipelines-config/variables",
            get(variable::list_of_workspace).post(variable::create_in_workspace),
        )
        .route(
            "/2.0/workspaces/{workspace}/pipelines-config/variables/{uuid}",
            put(variable::update_in_workspace).delete(variable::delete_in_workspace),
        )
        .route("/_storage/pipelines/{workspace}/{repository}/{pipeline}/{step}", get(pipeline::stored))
        .route("/2.0/repositories/{workspace}", get(repository::list))
        .route(
            "/2.0/repositories/{workspace}/{repository}",
            get(repository::get).post(repository::create).put(repository::update).delete(repository::delete),
        )
        .nest("/2.0/repositories/{workspace}/{repository}", of_repository())
        .nest("/2.0/repositories/{workspace}/{repository}/pullrequests", of_pulls())
        .layer(middleware::from_fn(reads_only))
}

/// What is below a repository, but for pull requests.
fn of_repository() -> Router<Arc<App>> {
    Router::new()
        .route("/forks", get(repository::forks).post(repository::fork))
        .route("/refs/branches", get(reference::branches).post(reference::create_branch))
        .route("/refs/branches/{*name}", get(reference::branch).delete(reference::delete_branch))
        .route("/refs/tags", get(reference::tags).post(reference::create_tag))
        .route("/refs/tags/{*name}", get(reference::tag).delete(reference::delete_tag))
        .route("/commits", get(commit::list))
        .route("/commits/{*revision}", get(commit::list_of))
        .route("/commit/{revision}", get(commit::get))
        .route("/commit/{revision}/statuses", get(build::of_commit))
        .route("/commit/{revision}/statuses/build", post(build::create))
        .route("/diff/{*spec}", get(commit::diff))
        .route("/diffstat/{*spec}", get(commit::diffstat))
        .route("/src", get(source::root))
        .route("/src/{revision}/", get(source::root_of))
        .route("/src/{revision}/{*path}", get(source::get))
        .route("/default-reviewers", get(settings::default_reviewers))
        .route("/effective-default-reviewers", get(settings::default_reviewers))
        .route("/pipelines", get(pipeline::list).post(pipeline::trigger))
        .route("/pipelines/{pipeline}", get(pipeline::get))
        .route("/pipelines/{pipeline}/stopPipeline", post(pipeline::stop))
        .route("/pipelines/{pipeline}/steps", get(pipeline::steps))
        .route("/pipelines/{pipeline}/steps/{step}", get(pipeline::step))
        .route("/pipelines/{pipeline}/steps/{step}/log", get(pipeline::log))
        .route("/pipelines_config/variables", get(variable::list).post(variable::create))
        .route("/pipelines_config/variables/{uuid}", put(variable::update).delete(variable::delete))
        .route("/environments", get(variable::environments).post(variable::create_environment))
        .route("/environments/{uuid}", get(variable::environment).delete(variable::delete_environment))
        .route("/environments/{uuid}/changes", post(variable::change_environment))
        .route(
            "/deployments_config/environments/{environment}/variables",
            get(variable::list_of_environment).post(variable::create_in_environment),
        )
        .route(
            "/deployments_config/environments/{environment}/variables/{uuid}",
            put(variable::update_in_environment).delete(variable::delete_in_environment),
        )
        .route("/branch-restrictions", get(settings::restrictions).post(settings::create_restriction))
        .route("/branch-restrictions/{id}", get(settings::restriction).delete(settings::delete_restriction))
        .route("/hooks", get(settings::hooks).post(settings::create_hook))
        .route("/hooks/{uuid}", get(settings::hook).delete(settings::delete_hook))
        .route("/deploy-keys", get(settings::keys).post(settings::create_key))
        .route("/deploy-keys/{id}", get(settings::key).delete(settings::delete_key))
        .route("/permissions-config/users", get(permission::users))
        .route("/permissions-config/users/{user}", put(permission::set_user).delete(permission::delete_user))
        .route("/permissions-config/groups", get(permission::groups))
        .route("/permissions-config/groups/{group}", put(permission::set_group).delete(permission::delete_group))
}

fn of_pulls() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(pull::list).post(pull::create))
        .route("/{id}", get(pull::get).put(pull::update))
        .route("/{id}/commits", get(pull::commits))
        .route("/{id}/diff", get(pull::diff))
        .route("/{id}/diffstat", get(pull::diffstat))
        .route("/{id}/statuses", get(pull::statuses))
        .route("/{id}/approve", post(pull_verdict::approve).delete(pull_verdict::unapprove))
        .route("/{id}/request-changes", post(pull_verdict::request_changes).delete(pull_verdict::take_back))
        .route("/{id}/decline", post(pull_verdict::decline))
        .route("/{id}/merge", post(pull_verdict::merge))
        .route("/{id}/merge/task-status/{task}", get(pull_verdict::task_status))
        .route("/{id}/comments", get(pull_comment::list).post(pull_comment::create))
        .route("/{id}/comments/{comment}", get(pull_comment::get))
        .route("/{id}/comments/{comment}/resolve", post(pull_comment::resolve).delete(pull_comment::reopen))
        .route("/{id}/tasks", get(pull_task::list).post(pull_task::create))
        .route("/{id}/tasks/{task}", get(pull_task::get).put(pull_task::update).merge(delete(pull_task::delete)))
}

/// The access token reads, and no more.
async fn reads_only(request: Request, next: Next) -> Response {
    let is_token = request.extensions().get::<Caller>() == Some(&Caller::AccessToken);
    if is_token && !request.method().is_safe() {
        return user::lacks("repository:write").into_response();
    }
    next.run(request).await
}

fn error(status: u16, message: &str) -> Refusal {
    Refusal { status, body: json!({"type": "error", "error": {"message": message}}) }
}

fn no_repository() -> Refusal {
    let sentence = "You may not have access to this repository or it no longer exists in this workspace. If you \
                    think this repository exists and you have access, make sure you are authenticated.";
    error(404, sentence)
}

fn repository_of<'a>(store: &'a Store, workspace: &str, name: &str) -> Result<&'a Repository, Refusal> {
    store.place(workspace, name).and_then(|place| store.repositories.get(place)).ok_or_else(no_repository)
}

fn repository_mut<'a>(store: &'a mut Store, workspace: &str, name: &str) -> Result<&'a mut Repository, Refusal> {
    store.place(workspace, name).and_then(|place| store.repositories.get_mut(place)).ok_or_else(no_repository)
}

/// The JSON object of a body.
fn body(bytes: &Bytes) -> Result<Map<String, Value>, Refusal> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(body)) => Ok(body),
        _ => Err(error(400, "Bad request: the body is no JSON object.")),
    }
}

/// A text of a body, if it is there.
fn text<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    body.get(name).and_then(Value::as_str)
}

/// A text at the end of a chain of members.
fn deep<'a>(body: &'a Map<String, Value>, path: &[&str]) -> Option<&'a str> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(body.get(*first)?, |value, name| value.get(name))?.as_str()
}

/// What a body lacks.
fn required<'a>(body: &'a Map<String, Value>, name: &str) -> Result<&'a str, Refusal> {
    text(body, name).filter(|text| !text.is_empty()).ok_or_else(|| field(name, "required key not provided"))
}

/// Bitbucket's words for a member that is wrong.
fn field(name: &str, message: &str) -> Refusal {
    let sentence = format!("{name}: {message}");
    Refusal { status: 400, body: json!({"type": "error", "error": {"fields": {name: [message]}, "message": sentence}}) }
}
