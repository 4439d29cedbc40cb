//! `bitbucket pr task delete`: takes a task away.

use crate::pr::OfPull;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    bitbucket DELETE "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks/{task_id}",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

/// Delete a task of a pull request
#[derive(Command)]
#[command(path = "pr task delete", effect = "delete", result = "none")]
#[command(example = "bitbucket pr task delete 2 5 --repo backend --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    #[arg(flatten)]
    pull: OfPull,
    /// Id of the task
    #[arg(positional)]
    task: u64,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        self.pull.pull()?.request(cx, DELETE).param("task_id", self.task).send().await?;
        cx.success(&format!("task {} is deleted", self.task));
        Ok(())
    }
}
