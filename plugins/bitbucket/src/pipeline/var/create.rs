//! `bitbucket pipeline var create`: a new variable.

use super::{ENVIRONMENTS, Endpoints, Owner, body};
use atlassian_plugin_sdk::prelude::*;

const IN_REPOSITORY: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/pipelines_config/variables",
    classic("pipeline:variable"),
    granular("admin:pipeline:bitbucket"),
);

const IN_ENVIRONMENT: Endpoint = endpoint!(
    bitbucket POST
    "/2.0/repositories/{workspace}/{repo_slug}/deployments_config/environments/{environment_uuid}/variables",
    classic("pipeline:variable"),
    granular("admin:pipeline:bitbucket"),
);

const IN_WORKSPACE: Endpoint = endpoint!(
    bitbucket POST "/2.0/workspaces/{workspace}/pipelines-config/variables",
    classic("pipeline:variable"),
    granular("admin:pipeline:bitbucket"),
);

const CREATE: Endpoints = Endpoints { repository: IN_REPOSITORY, environment: IN_ENVIRONMENT, workspace: IN_WORKSPACE };

/// Create a variable
///
/// The value of a secured one comes from standard input or is asked for, and is never shown.
#[derive(Command)]
#[command(path = "pipeline var create", effect = "write", result = "one", id = "/key")]
#[command(example = "bitbucket pipeline var create LEVEL --value debug --repo backend")]
#[command(example = "bitbucket pipeline var create REPLICAS --value 1 --environment Test --repo backend")]
#[http(IN_REPOSITORY, IN_ENVIRONMENT, IN_WORKSPACE, ENVIRONMENTS)]
#[column("Key", "/key")]
#[column("Value", "/value")]
#[column("Secured", "/secured")]
#[column("UUID", "/uuid")]
pub(crate) struct Create {
    /// Key
    #[arg(positional)]
    key: String,
    /// Value that anybody may see
    #[arg(long, conflicts = "secret")]
    value: Option<String>,
    /// Value that is kept secured
    #[arg(long, value_name = "-")]
    secret: Option<SecretText>,
    #[arg(flatten)]
    owner: Owner,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let body = match (&self.value, &self.secret) {
            (_, Some(secret)) => body(&self.key, Some(secret.expose()), true),
            (Some(value), None) => body(&self.key, Some(value), false),
            (None, None) => {
                return Err(Error::usage("the variable has no value")
                    .hint("give it with `--value`, or secured with `--secret -`"));
            }
        };
        let made = self.owner.find(cx).await?.request(cx, &CREATE).json_body(&body).raw().await?;
        cx.success(&format!("created variable {}", self.key));
        cx.emit_raw(&made)
    }
}
