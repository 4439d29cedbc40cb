//! `jira issue comment delete`: take a comment away.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    jira DELETE "/rest/api/3/issue/{issueIdOrKey}/comment/{id}",
    classic("write:jira-work"),
    granular("delete:comment.property:jira", "delete:comment:jira"),
);

/// Delete a comment
#[derive(Command)]
#[command(path = "issue comment delete", alias = "issue comments delete", effect = "delete", result = "none")]
#[command(example = "jira issue comment delete DEV-1 20000 --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Id of the comment
    #[arg(positional)]
    id: String,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let Self { key, id } = self;
        cx.request(DELETE).param("issueIdOrKey", &key.0).param("id", &id).send().await?;
        cx.success(&format!("deleted comment {id} on {}", key.0));
        Ok(())
    }
}
