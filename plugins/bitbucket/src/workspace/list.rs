//! `bitbucket workspace list`: the workspaces that one belongs to.

use atlassian_plugin_sdk::prelude::*;

const WORKSPACES: Endpoint =
    endpoint!(bitbucket GET "/2.0/user/workspaces", classic("account"), granular("read:workspace:bitbucket"));

/// List the workspaces that you belong to
#[derive(Command)]
#[command(path = "workspace list", effect = "read", result = "many", id = "/workspace/slug")]
#[command(example = "bitbucket workspace list", example = "bitbucket workspace list --administered")]
#[http(WORKSPACES)]
#[web(workspace: bitbucket "/{workspace.slug}/workspace/overview")]
#[column("Workspace", "/workspace/slug")]
#[column("Administrator", "/administrator")]
#[column("UUID", "/workspace/uuid")]
pub(crate) struct List {
    /// Only those that you administer
    #[arg(long)]
    administered: bool,
    /// Most workspaces to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = cx.request(WORKSPACES).query_opt("administrator", self.administered.then_some(true));
        request.list(cx, Paging::bitbucket(100), self.limit).await
    }
}
