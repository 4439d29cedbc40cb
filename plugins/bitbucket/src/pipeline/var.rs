//! `bitbucket pipeline var …`: variables of a repository, of an environment, or of a whole workspace.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;

use super::env::{self, ENVIRONMENTS};
use crate::body::Body;
use crate::place::{Repository, place};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::Value;
use atlassian_plugin_sdk::{Cx, Request, choose};

const OF_REPOSITORY: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/pipelines_config/variables",
    classic("pipeline"),
    granular("read:pipeline:bitbucket"),
);

const OF_ENVIRONMENT: Endpoint = endpoint!(
    bitbucket GET
    "/2.0/repositories/{workspace}/{repo_slug}/deployments_config/environments/{environment_uuid}/variables",
    classic("pipeline"),
    granular("read:pipeline:bitbucket"),
);

const OF_WORKSPACE: Endpoint = endpoint!(
    bitbucket GET "/2.0/workspaces/{workspace}/pipelines-config/variables",
    classic("pipeline"),
    granular("read:pipeline:bitbucket"),
);

/// What finding variables may ask for.
const FIND: EndpointGroup = endpoint_group!(OF_REPOSITORY, OF_ENVIRONMENT, OF_WORKSPACE, ENVIRONMENTS);

/// Whose variables.
#[derive(ArgGroup)]
pub(crate) struct Owner {
    /// Those of this environment, by name or UUID
    #[arg(long, value_name = "NAME", conflicts = "workspace-level")]
    environment: Option<String>,
    /// Those of the whole workspace
    #[arg(long)]
    workspace_level: bool,
    /// Workspace, by slug or UUID
    #[arg(long, from = "git-remote.workspace", value_name = "SLUG")]
    workspace: Option<String>,
    /// Repository, as SLUG, as WORKSPACE/SLUG, or its address
    #[arg(long, from = "git-remote.repository", value_name = "REPOSITORY")]
    repo: Option<String>,
}

/// One endpoint for each kind of owner.
struct Endpoints {
    repository: Endpoint,
    environment: Endpoint,
    workspace: Endpoint,
}

const LISTS: Endpoints = Endpoints { repository: OF_REPOSITORY, environment: OF_ENVIRONMENT, workspace: OF_WORKSPACE };

/// The owner, found.
enum Found {
    Workspace(String),
    Repository(Repository),
    Environment(Repository, String),
}

impl Owner {
    async fn find(&self, cx: &Cx) -> Result<Found> {
        if self.workspace_level {
            let workspace = self.workspace.clone().ok_or_else(|| {
                Error::usage("which workspace is meant is not said").hint("name it with `--workspace`")
            })?;
            return Ok(Found::Workspace(workspace));
        }
        let place = place(self.repo.as_deref(), self.workspace.as_deref())?;
        match &self.environment {
            Some(typed) => {
                let uuid = env::find(cx, &place, typed).await?;
                Ok(Found::Environment(place, uuid))
            }
            None => Ok(Found::Repository(place)),
        }
    }
}

impl Found {
    /// A request to the owner's one of the endpoints.
    fn request(&self, cx: &Cx, endpoints: &Endpoints) -> Request {
        match self {
            Self::Workspace(workspace) => cx.request(endpoints.workspace).param("workspace", workspace),
            Self::Repository(place) => place.request(cx, endpoints.repository),
            Self::Environment(place, uuid) => place.request(cx, endpoints.environment).param("environment_uuid", uuid),
        }
    }

    /// The variable that was named by its key or UUID, as the site sent it.
    async fn variable(&self, cx: &Cx, typed: &str) -> Result<(Variable, Box<RawValue>)> {
        let records: Vec<Box<RawValue>> = self.request(cx, &LISTS).all(Paging::bitbucket(100)).await?;
        let mut all = Vec::new();
        for record in records {
            let variable: Variable = atlassian_plugin_sdk::read("a variable", &record)?;
            all.push((variable, record));
        }
        // Keys differ in case.
        if let Some(place) = all.iter().position(|(variable, _)| variable.key == typed) {
            return Ok(all.swap_remove(place));
        }
        choose("variable", typed, all, |(variable, _)| (variable.uuid.clone(), variable.key.clone()))
    }
}

/// A variable, as far as it has to be known.
#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Variable {
    uuid: String,
    key: String,
    #[serde(default)]
    secured: bool,
}

/// What is sent of a variable.
fn body(key: &str, value: Option<&str>, secured: bool) -> Value {
    Body::of("pipeline_variable").set("key", key).set_opt("value", value).set("secured", secured).json()
}
