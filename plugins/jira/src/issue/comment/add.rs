//! `jira issue comment add`: say something about an issue.

use crate::document;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const ADD: Endpoint = endpoint!(
    jira POST "/rest/api/3/issue/{issueIdOrKey}/comment",
    classic("write:jira-work"),
    granular(
        "read:avatar:jira", "read:comment.property:jira", "read:comment:jira", "read:group:jira",
        "read:project-role:jira", "read:project:jira", "read:user:jira", "write:comment:jira",
    ),
);

/// Comment on an issue
///
/// The text is Markdown. Everybody who sees the issue sees the comment, unless a role or a group is named.
#[derive(Command)]
#[command(path = "issue comment add", alias = "issue comments add", effect = "write", result = "one", id = "/id")]
#[command(example = "jira issue comment add DEV-1 --body \"Seen again **today**, see the log.\"")]
#[command(example = "jira issue comment add DEV-1 --body @notes.txt --visibility-role Administrators")]
#[http(ADD)]
#[web(comment: jira "/browse/{key}?focusedCommentId={id}")]
#[column("Id", "/id")]
#[column("Author", "/author/displayName", user)]
#[column("Created", "/created", date)]
#[column("Only for", "/visibility/value")]
#[column("Comment", "/bodyMarkdown")]
pub(crate) struct Add {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// The comment as Markdown; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    body: Text,
    /// Project role whose members alone see it
    #[arg(long, value_name = "ROLE", conflicts = "visibility-group")]
    visibility_role: Option<String>,
    /// Group whose members alone see it
    #[arg(long, value_name = "GROUP")]
    visibility_group: Option<String>,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut body = json!({"body": document::written(&self.body)});
        let visibility = super::visibility(self.visibility_role.as_deref(), self.visibility_group.as_deref());
        if let (Some(visibility), Some(members)) = (visibility, body.as_object_mut()) {
            members.insert("visibility".to_owned(), visibility);
        }
        let comment = cx.request(ADD).param("issueIdOrKey", &self.key.0).json_body(&body).raw().await?;
        cx.emit_raw(&super::readable(&comment, true)?)
    }
}
