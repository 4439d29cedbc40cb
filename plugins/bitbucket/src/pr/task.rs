//! `bitbucket pr task …`

pub(crate) mod add;
pub(crate) mod delete;
pub(crate) mod reopen;
pub(crate) mod resolve;

use super::OfPull;
use atlassian_plugin_sdk::Cx;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const CHANGE: Endpoint = endpoint!(
    bitbucket PUT "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks/{task_id}",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

/// Gives a task another state, and shows it.
async fn set(cx: &Cx, pull: &OfPull, task: u64, state: &str) -> Result<()> {
    let request = pull.pull()?.request(cx, CHANGE).param("task_id", task);
    cx.emit_raw(&request.json_body(&json!({"state": state})).raw().await?)
}
