//! `bitbucket pr reopen`: says that a comment is not dealt with after all.

use super::OfPull;
use atlassian_plugin_sdk::prelude::*;

const REOPEN: Endpoint = endpoint!(
    bitbucket DELETE
    "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments/{comment_id}/resolve",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

/// Say that a comment that was resolved is not dealt with after all
#[derive(Command)]
#[command(path = "pr reopen", alias = "pr reopen-comment", effect = "write", result = "none")]
#[command(example = "bitbucket pr reopen 2 4 --repo backend")]
#[http(REOPEN)]
pub(crate) struct Reopen {
    #[arg(flatten)]
    pull: OfPull,
    /// Id of the comment
    #[arg(positional)]
    comment: u64,
}

impl Run for Reopen {
    async fn run(self, cx: &Cx) -> Result<()> {
        self.pull.pull()?.request(cx, REOPEN).param("comment_id", self.comment).send().await?;
        cx.success(&format!("comment {} is open again", self.comment));
        Ok(())
    }
}
