//! `bitbucket project delete`: takes an empty project away.

use crate::place::InWorkspace;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    bitbucket DELETE "/2.0/workspaces/{workspace}/projects/{project_key}",
    classic("project:admin"),
    granular("admin:project:bitbucket"),
);

/// Delete a project that has no repositories
#[derive(Command)]
#[command(path = "project delete", effect = "delete", result = "none")]
#[command(example = "bitbucket project delete PLAT --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Project's key
    #[arg(positional)]
    key: String,
    #[arg(flatten)]
    place: InWorkspace,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = cx.request(DELETE).param("workspace", self.place.name()?).param("project_key", &self.key);
        request.send().await?;
        cx.success(&format!("project {} is deleted", self.key));
        Ok(())
    }
}
