//! `bitbucket workspace get`: one workspace.

use atlassian_plugin_sdk::prelude::*;

const WORKSPACE: Endpoint = endpoint!(
    bitbucket GET "/2.0/workspaces/{workspace}",
    granular("read:workspace:bitbucket"),
);

/// Show a workspace
#[derive(Command)]
#[command(path = "workspace get", alias = "workspace view", effect = "read", result = "one", id = "/slug")]
#[command(example = "bitbucket workspace get example", example = "bitbucket workspace get")]
#[http(WORKSPACE)]
#[web(workspace: bitbucket "/{slug}/workspace/overview")]
#[column("Workspace", "/slug")]
#[column("Name", "/name")]
#[column("UUID", "/uuid")]
#[column("Private", "/is_private")]
#[column("Forks", "/forking_mode")]
#[column("Created", "/created_on", date)]
pub(crate) struct Get {
    /// Workspace, by slug or UUID
    #[arg(positional, from = "git-remote.workspace", value_name = "SLUG")]
    workspace: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&cx.request(WORKSPACE).param("workspace", &self.workspace).raw().await?)
    }
}
