//! `bitbucket pipeline var delete`: takes a variable away.

use super::{Endpoints, FIND, Owner};
use atlassian_plugin_sdk::prelude::*;

const IN_REPOSITORY: Endpoint = endpoint!(
    bitbucket DELETE "/2.0/repositories/{workspace}/{repo_slug}/pipelines_config/variables/{variable_uuid}",
    classic("pipeline:variable"),
    granular("admin:pipeline:bitbucket"),
);

const IN_ENVIRONMENT: Endpoint = endpoint!(
    bitbucket DELETE
    "/2.0/repositories/{workspace}/{repo_slug}/deployments_config/environments/{environment_uuid}/variables/{variable_uuid}",
    classic("pipeline:variable"),
    granular("admin:pipeline:bitbucket"),
);

const IN_WORKSPACE: Endpoint = endpoint!(
    bitbucket DELETE "/2.0/workspaces/{workspace}/pipelines-config/variables/{variable_uuid}",
    classic("pipeline:variable"),
    granular("admin:pipeline:bitbucket"),
);

const DELETE: Endpoints = Endpoints { repository: IN_REPOSITORY, environment: IN_ENVIRONMENT, workspace: IN_WORKSPACE };

/// Delete a variable
#[derive(Command)]
#[command(path = "pipeline var delete", effect = "delete", result = "none", need = "prompt")]
#[command(example = "bitbucket pipeline var delete REGION --repo backend --yes")]
#[http(FIND, IN_REPOSITORY, IN_ENVIRONMENT, IN_WORKSPACE)]
pub(crate) struct Delete {
    /// Key of the variable, or its UUID
    #[arg(positional)]
    key: String,
    #[arg(flatten)]
    owner: Owner,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let owner = self.owner.find(cx).await?;
        let (variable, _) = owner.variable(cx, &self.key).await?;
        cx.confirm(&format!("delete the variable {}", variable.key), 1, [&variable.key]);
        owner.request(cx, &DELETE).param("variable_uuid", variable.uuid).send().await?;
        cx.success(&format!("variable {} is deleted", variable.key));
        Ok(())
    }
}
