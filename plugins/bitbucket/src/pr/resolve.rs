//! `bitbucket pr resolve`: says that a comment is dealt with.

use super::OfPull;
use atlassian_plugin_sdk::prelude::*;

const RESOLVE: Endpoint = endpoint!(
    bitbucket POST
    "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments/{comment_id}/resolve",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

/// Say that a comment, with what was answered to it, is dealt with
#[derive(Command)]
#[command(path = "pr resolve", alias = "pr resolve-comment", effect = "write", result = "none")]
#[command(example = "bitbucket pr resolve 2 1 --repo backend")]
#[http(RESOLVE)]
pub(crate) struct Resolve {
    #[arg(flatten)]
    pull: OfPull,
    /// Id of the comment
    #[arg(positional)]
    comment: u64,
}

impl Run for Resolve {
    async fn run(self, cx: &Cx) -> Result<()> {
        self.pull.pull()?.request(cx, RESOLVE).param("comment_id", self.comment).send().await?;
        cx.success(&format!("comment {} is resolved", self.comment));
        Ok(())
    }
}
