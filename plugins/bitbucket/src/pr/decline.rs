//! `bitbucket pr decline`: closes a pull request without merging it.

use super::OfPull;
use atlassian_plugin_sdk::prelude::*;

const DECLINE: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/decline",
    classic("pullrequest:write"),
    granular("read:pullrequest:bitbucket", "write:pullrequest:bitbucket"),
);

/// Decline a pull request
///
/// It cannot be opened again, and so this is asked about like a deletion.
#[derive(Command)]
#[command(path = "pr decline", effect = "delete", result = "one", id = "/id")]
#[command(example = "bitbucket pr decline 2 --repo backend --yes")]
#[http(DECLINE)]
#[column("Id", "/id", number)]
#[column("Title", "/title")]
#[column("State", "/state", status)]
#[column("Closed by", "/closed_by/display_name", user)]
pub(crate) struct Decline {
    #[arg(flatten)]
    pull: OfPull,
}

impl Run for Decline {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&self.pull.pull()?.request(cx, DECLINE).raw().await?)
    }
}
