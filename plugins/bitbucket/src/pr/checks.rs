//! `bitbucket pr checks`: what builds say of a pull request.

use super::OfPull;
use atlassian_plugin_sdk::prelude::*;

const STATUSES: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/statuses",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

/// List what builds say of a pull request
#[derive(Command)]
#[command(path = "pr checks", effect = "read", result = "many", id = "/key")]
#[command(example = "bitbucket pr checks 2 --repo backend")]
#[http(STATUSES)]
#[column("Build", "/name")]
#[column("State", "/state", status)]
#[column("Description", "/description")]
#[column("Updated", "/updated_on", date)]
#[column("Address", "/url")]
pub(crate) struct Checks {
    #[arg(flatten)]
    pull: OfPull,
    /// Most builds to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for Checks {
    async fn run(self, cx: &Cx) -> Result<()> {
        self.pull.pull()?.request(cx, STATUSES).list(cx, Paging::bitbucket(100), self.limit).await
    }
}
