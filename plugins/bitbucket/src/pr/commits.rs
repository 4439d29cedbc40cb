//! `bitbucket pr commits`: the commits of a pull request.

use super::OfPull;
use atlassian_plugin_sdk::prelude::*;

const COMMITS: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/commits",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

/// List the commits of a pull request, the newest first
#[derive(Command)]
#[command(path = "pr commits", effect = "read", result = "many", id = "/hash")]
#[command(example = "bitbucket pr commits 2 --repo backend")]
#[http(COMMITS)]
#[column("Commit", "/hash")]
#[column("Author", "/author/user/display_name", user)]
#[column("Message", "/message")]
#[column("Date", "/date", date)]
pub(crate) struct Commits {
    #[arg(flatten)]
    pull: OfPull,
    /// Most commits to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for Commits {
    async fn run(self, cx: &Cx) -> Result<()> {
        self.pull.pull()?.request(cx, COMMITS).list(cx, Paging::bitbucket(100), self.limit).await
    }
}
