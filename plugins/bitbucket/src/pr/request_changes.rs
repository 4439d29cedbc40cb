//! `bitbucket pr request-changes`: says that a pull request is not right yet.

use super::OfPull;
use atlassian_plugin_sdk::prelude::*;

const REQUEST: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/request-changes",
    classic("pullrequest:write"),
    granular("read:pullrequest:bitbucket", "write:pullrequest:bitbucket"),
);

const WITHDRAW: Endpoint = endpoint!(
    bitbucket DELETE "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/request-changes",
    classic("pullrequest:write"),
    granular("write:pullrequest:bitbucket"),
);

/// Ask for changes to a pull request
///
/// What is to be changed is said with `bitbucket pr comment`.
#[derive(Command)]
#[command(path = "pr request-changes", effect = "write", result = "none")]
#[command(example = "bitbucket pr request-changes 2 --repo backend")]
#[http(REQUEST, WITHDRAW)]
pub(crate) struct RequestChanges {
    #[arg(flatten)]
    pull: OfPull,
    /// Take it back
    #[arg(long)]
    withdraw: bool,
}

impl Run for RequestChanges {
    async fn run(self, cx: &Cx) -> Result<()> {
        let pull = self.pull.pull()?;
        let (endpoint, done) =
            if self.withdraw { (WITHDRAW, "no longer asks for changes") } else { (REQUEST, "asks for changes") };
        pull.request(cx, endpoint).send().await?;
        cx.success(&format!("your review of pull request {} {done}", pull.number));
        Ok(())
    }
}
