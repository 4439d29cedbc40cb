//! `bitbucket pr unapprove`: takes one's approval back.

use super::OfPull;
use atlassian_plugin_sdk::prelude::*;

const UNAPPROVE: Endpoint = endpoint!(
    bitbucket DELETE "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/approve",
    classic("pullrequest:write"),
    granular("write:pullrequest:bitbucket"),
);

/// Take back your approval of a pull request
#[derive(Command)]
#[command(path = "pr unapprove", effect = "write", result = "none")]
#[command(example = "bitbucket pr unapprove 4 --repo backend")]
#[http(UNAPPROVE)]
pub(crate) struct Unapprove {
    #[arg(flatten)]
    pull: OfPull,
}

impl Run for Unapprove {
    async fn run(self, cx: &Cx) -> Result<()> {
        let pull = self.pull.pull()?;
        pull.request(cx, UNAPPROVE).send().await?;
        cx.success(&format!("your approval of pull request {} is taken back", pull.number));
        Ok(())
    }
}
