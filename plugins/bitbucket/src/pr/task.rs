//! `bitbucket pr task …`

pub(crate) mod add;
pub(crate) mod delete;
pub(crate) mod reopen;
pub(crate) mod resolve;

use super::OfPull;
use crate::body::Body;
use atlassian_plugin_sdk::Cx;
use atlassian_plugin_sdk::prelude::*;

const CHANGE: Endpoint = endpoint!(
    bitbucket PUT "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks/{task_id}",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

/// Gives a task another state, and shows it.
async fn set(cx: &Cx, pull: &OfPull, task: u64, state: &str) -> Result<()> {
    let body = Body::of("task").set("state", state).json();
    let request = pull.pull()?.request(cx, CHANGE).param("task_id", task);
    cx.emit_raw(&request.json_body(&body).raw().await?)
}
