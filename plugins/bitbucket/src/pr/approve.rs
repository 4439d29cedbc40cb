//! `bitbucket pr approve`: agrees to a pull request.

use super::OfPull;
use atlassian_plugin_sdk::prelude::*;

const APPROVE: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/approve",
    classic("pullrequest:write"),
    granular("read:pullrequest:bitbucket", "write:pullrequest:bitbucket"),
);

/// Approve a pull request
#[derive(Command)]
#[command(path = "pr approve", effect = "write", result = "one", id = "/user/uuid")]
#[command(example = "bitbucket pr approve 2 --repo backend")]
#[http(APPROVE)]
#[column("Name", "/user/display_name", user)]
#[column("Verdict", "/state", status)]
#[column("Role", "/role")]
pub(crate) struct Approve {
    #[arg(flatten)]
    pull: OfPull,
}

impl Run for Approve {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&self.pull.pull()?.request(cx, APPROVE).raw().await?)
    }
}
