//! `jira issue comment get`: one comment.

use crate::document;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const COMMENT: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}/comment/{id}",
    classic("read:jira-work"),
    granular(
        "read:avatar:jira", "read:comment.property:jira", "read:comment:jira", "read:group:jira",
        "read:project-role:jira", "read:project:jira", "read:user:jira",
    ),
);

/// Show one comment
///
/// Its text stands below the fields; in JSON it is the document as Jira has it.
#[derive(Command)]
#[command(path = "issue comment get", alias = "issue comments get", effect = "read", result = "one", id = "/id")]
#[command(example = "jira issue comment get DEV-1 20000")]
#[http(COMMENT)]
#[web(comment: jira "/browse/{key}?focusedCommentId={id}")]
#[column("Id", "/id")]
#[column("Author", "/author/displayName", user)]
#[column("Created", "/created", date)]
#[column("Updated", "/updated", date)]
#[column("Only for", "/visibility/value")]
pub(crate) struct Get {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Id of the comment
    #[arg(positional)]
    id: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        if cx.browse("comment", &[("key", &self.key.0), ("id", &self.id)])? {
            return Ok(());
        }
        let request = cx.request(COMMENT).param("issueIdOrKey", &self.key.0).param("id", &self.id);
        let comment = request.raw().await?;
        let sent: super::Sent = atlassian_plugin_sdk::read("the comment", &comment)?;
        cx.view_raw(&comment, &document::read(sent.body.as_deref()))
    }
}
