//! `bitbucket workspace members`: who belongs to a workspace.

use crate::place::InWorkspace;
use atlassian_plugin_sdk::prelude::*;

const MEMBERS: Endpoint = endpoint!(
    bitbucket GET "/2.0/workspaces/{workspace}/members",
    classic("account"),
    granular("read:workspace:bitbucket"),
);

/// List the members of a workspace
#[derive(Command)]
#[command(path = "workspace members", effect = "read", result = "many", id = "/user/uuid")]
#[command(example = "bitbucket workspace members", example = "bitbucket workspace members --workspace example-labs")]
#[http(MEMBERS)]
#[column("Name", "/user/display_name", user)]
#[column("Nickname", "/user/nickname")]
#[column("Account id", "/user/account_id")]
#[column("UUID", "/user/uuid")]
pub(crate) struct Members {
    #[arg(flatten)]
    place: InWorkspace,
    /// Most members to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for Members {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = cx.request(MEMBERS).param("workspace", self.place.name()?);
        request.list(cx, Paging::bitbucket(100), self.limit).await
    }
}
