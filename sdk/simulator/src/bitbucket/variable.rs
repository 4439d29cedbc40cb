//! Variables of pipelines, in a workspace, a repository or an environment, and the environments. The value of a secured
//! one is taken and never given.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::Value;

use super::render::Render;
use super::store::{Environment, Repository, Store, Variable};
use super::{body, deep, error, page, repository_mut, repository_of, required, text, workspace};
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};

type One = Path<String>;
type Two = Path<(String, String)>;
type Three = Path<(String, String, String)>;
type Four = Path<(String, String, String, String)>;

/// Whose variables.
enum Owner<'a> {
    Workspace(&'a str),
    Repository(&'a str, &'a str),
    Environment(&'a str, &'a str, &'a str),
}

impl Owner<'_> {
    fn list<'a>(&self, store: &'a mut Store) -> Result<&'a mut Vec<Variable>, Refusal> {
        match self {
            Self::Workspace(name) => {
                let slug = workspace::find(store, name)?.slug.clone();
                Ok(store.variables.entry(slug).or_default())
            }
            Self::Repository(workspace, name) => Ok(&mut repository_mut(store, workspace, name)?.variables),
            Self::Environment(workspace, name, uuid) => {
                let environments = &mut repository_mut(store, workspace, name)?.environments;
                let found = environments.iter_mut().find(|environment| environment.uuid == *uuid);
                found.map(|environment| &mut environment.variables).ok_or_else(no_environment)
            }
        }
    }

    fn listed(&self, app: &App, params: &Params) -> Answer {
        let mut data = app.write();
        let variables = self.list(&mut data.bitbucket)?.clone();
        let render = Render { store: &data.bitbucket, origin: &app.origin };
        let values: Vec<Value> = variables.iter().map(|variable| render.variable(variable)).collect();
        reply::ok(&page::of(&values, params, &app.origin, &self.path()))
    }

    fn path(&self) -> String {
        match self {
            Self::Workspace(name) => format!("/2.0/workspaces/{name}/pipelines-config/variables"),
            Self::Repository(workspace, name) => {
                format!("/2.0/repositories/{workspace}/{name}/pipelines_config/variables")
            }
            Self::Environment(workspace, name, uuid) => {
                format!("/2.0/repositories/{workspace}/{name}/deployments_config/environments/{uuid}/variables")
            }
        }
    }

    fn created(&self, app: &App, bytes: &Bytes) -> Answer {
        let body = body(bytes)?;
        let key = required(&body, "key")?;
        let mut data = app.write();
        let uuid = data.bitbucket.uuid();
        let variables = self.list(&mut data.bitbucket)?;
        if variables.iter().any(|variable| variable.key == key) {
            return Err(error(409, "A variable with this key exists already."));
        }
        let variable = Variable {
            uuid,
            key: key.to_owned(),
            value: text(&body, "value").unwrap_or_default().to_owned(),
            secured: body.get("secured").and_then(Value::as_bool).unwrap_or(false),
        };
        variables.push(variable.clone());
        Ok(reply::json(201, &Render { store: &data.bitbucket, origin: &app.origin }.variable(&variable)))
    }

    fn updated(&self, app: &App, uuid: &str, bytes: &Bytes) -> Answer {
        let body = body(bytes)?;
        let mut data = app.write();
        let mut variables = self.list(&mut data.bitbucket)?.iter_mut();
        let variable = variables.find(|variable| variable.uuid == uuid).ok_or_else(missing)?;
        if let Some(key) = text(&body, "key") {
            key.clone_into(&mut variable.key);
        }
        if let Some(value) = text(&body, "value") {
            value.clone_into(&mut variable.value);
        }
        if let Some(secured) = body.get("secured").and_then(Value::as_bool) {
            variable.secured = secured;
        }
        let variable = variable.clone();
        reply::ok(&Render { store: &data.bitbucket, origin: &app.origin }.variable(&variable))
    }

    fn deleted(&self, app: &App, uuid: &str) -> Answer {
        let mut data = app.write();
        let variables = self.list(&mut data.bitbucket)?;
        let place = variables.iter().position(|variable| variable.uuid == uuid).ok_or_else(missing)?;
        variables.remove(place);
        Ok(reply::empty(204))
    }
}

fn missing() -> Refusal {
    error(404, "The variable does not exist.")
}

fn no_environment() -> Refusal {
    error(404, "The environment does not exist.")
}

/// `GET /2.0/workspaces/{workspace}/pipelines-config/variables`
pub(crate) async fn list_of_workspace(State(app): State<Arc<App>>, Path(name): One, params: Params) -> Answer {
    Owner::Workspace(&name).listed(&app, &params)
}

/// `POST …/pipelines-config/variables`
pub(crate) async fn create_in_workspace(State(app): State<Arc<App>>, Path(name): One, bytes: Bytes) -> Answer {
    Owner::Workspace(&name).created(&app, &bytes)
}

/// `PUT …/pipelines-config/variables/{variable_uuid}`
pub(crate) async fn update_in_workspace(State(app): State<Arc<App>>, Path((name, uuid)): Two, bytes: Bytes) -> Answer {
    Owner::Workspace(&name).updated(&app, &uuid, &bytes)
}

/// `DELETE …/pipelines-config/variables/{variable_uuid}`
pub(crate) async fn delete_in_workspace(State(app): State<Arc<App>>, Path((name, uuid)): Two) -> Answer {
    Owner::Workspace(&name).deleted(&app, &uuid)
}

/// `GET …/pipelines_config/variables`
pub(crate) async fn list(State(app): State<Arc<App>>, Path((workspace, name)): Two, params: Params) -> Answer {
    Owner::Repository(&workspace, &name).listed(&app, &params)
}

/// `POST …/pipelines_config/variables`
pub(crate) async fn create(State(app): State<Arc<App>>, Path((workspace, name)): Two, bytes: Bytes) -> Answer {
    Owner::Repository(&workspace, &name).created(&app, &bytes)
}

/// `PUT …/pipelines_config/variables/{variable_uuid}`
pub(crate) async fn update(State(app): State<Arc<App>>, Path((workspace, name, uuid)): Three, bytes: Bytes) -> Answer {
    Owner::Repository(&workspace, &name).updated(&app, &uuid, &bytes)
}

/// `DELETE …/pipelines_config/variables/{variable_uuid}`
pub(crate) async fn delete(State(app): State<Arc<App>>, Path((workspace, name, uuid)): Three) -> Answer {
    Owner::Repository(&workspace, &name).deleted(&app, &uuid)
}

/// `GET …/deployments_config/environments/{environment_uuid}/variables`
pub(crate) async fn list_of_environment(
    State(app): State<Arc<App>>,
    Path((workspace, name, environment)): Three,
    params: Params,
) -> Answer {
    Owner::Environment(&workspace, &name, &environment).listed(&app, &params)
}

/// `POST …/deployments_config/environments/{environment_uuid}/variables`
pub(crate) async fn create_in_environment(
    State(app): State<Arc<App>>,
    Path((workspace, name, environment)): Three,
    bytes: Bytes,
) -> Answer {
    Owner::Environment(&workspace, &name, &environment).created(&app, &bytes)
}

/// `PUT …/deployments_config/environments/{environment_uuid}/variables/{variable_uuid}`
pub(crate) async fn update_in_environment(
    State(app): State<Arc<App>>,
    Path((workspace, name, environment, uuid)): Four,
    bytes: Bytes,
) -> Answer {
    Owner::Environment(&workspace, &name, &environment).updated(&app, &uuid, &bytes)
}

/// `DELETE …/deployments_config/environments/{environment_uuid}/variables/{variable_uuid}`
pub(crate) async fn delete_in_environment(
    State(app): State<Arc<App>>,
    Path((workspace, name, environment, uuid)): Four,
) -> Answer {
    Owner::Environment(&workspace, &name, &environment).deleted(&app, &uuid)
}

/// `GET …/environments`
pub(crate) async fn environments(State(app): State<Arc<App>>, Path((workspace, name)): Two, params: Params) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let values: Vec<Value> = repository.environments.iter().map(|one| render.environment(one)).collect();
    let path = format!("/2.0/repositories/{}/environments", repository.full_name());
    reply::ok(&page::of(&values, &params, &app.origin, &path))
}

/// `GET …/environments/{environment_uuid}`
pub(crate) async fn environment(State(app): State<Arc<App>>, Path((workspace, name, uuid)): Three) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let found = repository.environments.iter().find(|one| one.uuid == uuid).ok_or_else(no_environment)?;
    reply::ok(&Render { store: &data.bitbucket, origin: &app.origin }.environment(found))
}

/// `POST …/environments`
pub(crate) async fn create_environment(
    State(app): State<Arc<App>>,
    Path((workspace, name)): Two,
    bytes: Bytes,
) -> Answer {
    let body = body(&bytes)?;
    let title = required(&body, "name")?.to_owned();
    let kind = deep(&body, &["environment_type", "name"]).unwrap_or("Test").to_owned();
    let mut data = app.write();
    let uuid = data.bitbucket.uuid();
    let repository = repository_mut(&mut data.bitbucket, &workspace, &name)?;
    if repository.environments.iter().any(|one| one.name == title) {
        return Err(error(409, "An environment with this name exists already."));
    }
    let environment = Environment { uuid, name: title, kind, variables: Vec::new() };
    repository.environments.push(environment.clone());
    Ok(reply::json(201, &Render { store: &data.bitbucket, origin: &app.origin }.environment(&environment)))
}

/// `POST …/environments/{environment_uuid}/changes`
pub(crate) async fn change_environment(
    State(app): State<Arc<App>>,
    Path((workspace, name, uuid)): Three,
    bytes: Bytes,
) -> Answer {
    let body = body(&bytes)?;
    let mut data = app.write();
    let found = environment_mut(repository_mut(&mut data.bitbucket, &workspace, &name)?, &uuid)?;
    if let Some(title) = deep(&body, &["change", "name"]).or_else(|| text(&body, "name")) {
        title.clone_into(&mut found.name);
    }
    Ok(reply::empty(202))
}

/// `DELETE …/environments/{environment_uuid}`
pub(crate) async fn delete_environment(State(app): State<Arc<App>>, Path((workspace, name, uuid)): Three) -> Answer {
    let mut data = app.write();
    let repository = repository_mut(&mut data.bitbucket, &workspace, &name)?;
    environment_mut(repository, &uuid)?;
    repository.environments.retain(|one| one.uuid != uuid);
    Ok(reply::empty(204))
}

fn environment_mut<'a>(repository: &'a mut Repository, uuid: &str) -> Result<&'a mut Environment, Refusal> {
    repository.environments.iter_mut().find(|one| one.uuid == uuid).ok_or_else(no_environment)
}
