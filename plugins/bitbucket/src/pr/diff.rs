//! `bitbucket pr diff`: what a pull request changes.

use super::OfPull;
use atlassian_plugin_sdk::prelude::*;

const OF_PULL: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/diff",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

/// Where the other leads.
const OF_REPOSITORY: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/diff/{+spec}",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

/// Show what a pull request changes
///
/// The text is git's, byte for byte: `bitbucket pr diff 2 > change.patch` can be applied.
#[derive(Command)]
#[command(path = "pr diff", effect = "read", result = "text", need = "files")]
#[command(example = "bitbucket pr diff 2 --repo backend")]
#[http(OF_PULL, OF_REPOSITORY)]
pub(crate) struct Diff {
    #[arg(flatten)]
    pull: OfPull,
}

impl Run for Diff {
    async fn run(self, cx: &Cx) -> Result<()> {
        let output = cx.stdout()?;
        self.pull.pull()?.request(cx, OF_PULL).download(&output).await?;
        output.finish()
    }
}
