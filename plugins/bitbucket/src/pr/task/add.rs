//! `bitbucket pr task add`: something to be done before a pull request is merged.

use crate::pr::OfPull;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const CREATE: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

/// Add a task to a pull request
#[derive(Command)]
#[command(path = "pr task add", effect = "write", result = "one", id = "/id")]
#[command(example = "bitbucket pr task add 2 --body \"Say it in the changelog\" --repo backend")]
#[http(CREATE)]
#[column("Id", "/id", number)]
#[column("State", "/state", status)]
#[column("Task", "/content/raw")]
pub(crate) struct Add {
    #[arg(flatten)]
    pull: OfPull,
    /// What is to be done
    #[arg(long)]
    body: Text,
    /// Id of the comment that it belongs to
    #[arg(long, value_name = "ID")]
    comment: Option<u64>,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        let content = json!({"raw": self.body.0});
        let body = match self.comment {
            Some(comment) => json!({"content": content, "comment": {"type": "pullrequest_comment", "id": comment}}),
            None => json!({"content": content}),
        };
        cx.emit_raw(&self.pull.pull()?.request(cx, CREATE).json_body(&body).raw().await?)
    }
}
