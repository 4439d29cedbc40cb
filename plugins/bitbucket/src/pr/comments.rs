//! `bitbucket pr comments`: what was said of a pull request.

use super::OfPull;
use atlassian_plugin_sdk::prelude::*;

const COMMENTS: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

/// List the comments on a pull request, the oldest first
#[derive(Command)]
#[command(path = "pr comments", effect = "read", result = "many", id = "/id")]
#[command(example = "bitbucket pr comments 2 --repo backend")]
#[http(COMMENTS)]
#[column("Id", "/id", number)]
#[column("Author", "/user/display_name", user)]
#[column("Comment", "/content/raw")]
#[column("File", "/inline/path")]
#[column("Line", "/inline/to", number)]
#[column("Old line", "/inline/from", number)]
#[column("Reply to", "/parent/id", number)]
#[column("Resolved by", "/resolution/user/display_name", user)]
#[column("Created", "/created_on", date)]
pub(crate) struct Comments {
    #[arg(flatten)]
    pull: OfPull,
    /// Most comments to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for Comments {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = self.pull.pull()?.request(cx, COMMENTS).query("sort", "created_on");
        request.list(cx, Paging::bitbucket(100), self.limit).await
    }
}
