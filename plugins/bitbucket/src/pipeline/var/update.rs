//! `bitbucket pipeline var update`: another value for a variable.

use super::{Endpoints, FIND, Owner, body};
use atlassian_plugin_sdk::prelude::*;

const IN_REPOSITORY: Endpoint = endpoint!(
    bitbucket PUT "/2.0/repositories/{workspace}/{repo_slug}/pipelines_config/variables/{variable_uuid}",
    classic("pipeline:variable"),
    granular("admin:pipeline:bitbucket"),
);

const IN_ENVIRONMENT: Endpoint = endpoint!(
    bitbucket PUT
    "/2.0/repositories/{workspace}/{repo_slug}/deployments_config/environments/{environment_uuid}/variables/{variable_uuid}",
    classic("pipeline:variable"),
    granular("admin:pipeline:bitbucket"),
);

const IN_WORKSPACE: Endpoint = endpoint!(
    bitbucket PUT "/2.0/workspaces/{workspace}/pipelines-config/variables/{variable_uuid}",
    classic("pipeline:variable"),
    granular("admin:pipeline:bitbucket"),
);

const UPDATE: Endpoints = Endpoints { repository: IN_REPOSITORY, environment: IN_ENVIRONMENT, workspace: IN_WORKSPACE };

/// Give a variable another value
///
/// With `--value` it can be seen from then on, with `--secret` it is kept secured. A secured variable becomes an open one
/// only with `--unsecured`.
#[derive(Command)]
#[command(path = "pipeline var update", effect = "write", result = "one", id = "/key")]
#[command(example = "bitbucket pipeline var update REGION --value eu-central-1 --repo backend")]
#[http(FIND, IN_REPOSITORY, IN_ENVIRONMENT, IN_WORKSPACE)]
#[column("Key", "/key")]
#[column("Value", "/value")]
#[column("Secured", "/secured")]
#[column("UUID", "/uuid")]
pub(crate) struct Update {
    /// Key of the variable, or its UUID
    #[arg(positional)]
    key: String,
    /// Value that anybody may see
    #[arg(long, conflicts = "secret")]
    value: Option<String>,
    /// Value that is kept secured
    #[arg(long, value_name = "-")]
    secret: Option<SecretText>,
    /// Let everybody see the value of a variable that was secured
    #[arg(long, requires = "value")]
    unsecured: bool,
    #[arg(flatten)]
    owner: Owner,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        let value = self.secret.as_ref().map(SecretText::expose).or(self.value.as_deref());
        let value = value.ok_or_else(|| {
            Error::usage("no new value was given").hint("give it with `--value`, or secured with `--secret -`")
        })?;
        let owner = self.owner.find(cx).await?;
        let (variable, _) = owner.variable(cx, &self.key).await?;
        if variable.secured && self.secret.is_none() && !self.unsecured {
            return Err(Error::invalid(format!("`{}` is secured", variable.key)).hint(
                "give its new value with `--secret -`, or show it to everybody with `--value` and `--unsecured`",
            ));
        }
        let body = body(&variable.key, Some(value), self.secret.is_some());
        let request = owner.request(cx, &UPDATE).param("variable_uuid", variable.uuid);
        cx.emit_raw(&request.json_body(&body).raw().await?)
    }
}
