//! `jira issue comment update`: another text for a comment, or other people who see it.

use crate::document;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize, Serialize};

const COMMENT: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}/comment/{id}",
    classic("read:jira-work"),
    granular(
        "read:avatar:jira", "read:comment.property:jira", "read:comment:jira", "read:group:jira",
        "read:project-role:jira", "read:project:jira", "read:user:jira",
    ),
);

const UPDATE: Endpoint = endpoint!(
    jira PUT "/rest/api/3/issue/{issueIdOrKey}/comment/{id}",
    classic("write:jira-work"),
    granular(
        "read:avatar:jira", "read:comment.property:jira", "read:comment:jira", "read:group:jira",
        "read:project-role:jira", "read:project:jira", "read:user:jira", "write:comment:jira",
    ),
);

/// Change a comment
///
/// Who may see it stays as it is, unless one of the flags says otherwise.
#[derive(Command)]
#[command(path = "issue comment update", alias = "issue comments update", alias = "issue comment edit")]
#[command(effect = "write", result = "one", id = "/id")]
#[command(example = "jira issue comment update DEV-1 20000 --body \"It was the cache.\"")]
#[command(example = "jira issue comment update DEV-1 20001 --visibility-public")]
#[http(COMMENT, UPDATE)]
#[web(comment: jira "/browse/{key}?focusedCommentId={id}")]
#[column("Id", "/id")]
#[column("Author", "/author/displayName", user)]
#[column("Updated", "/updated", date)]
#[column("Only for", "/visibility/value")]
#[column("Comment", "/bodyMarkdown")]
pub(crate) struct Update {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Id of the comment
    #[arg(positional)]
    id: String,
    /// The new text as Markdown; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    body: Option<Text>,
    /// Project role whose members alone see it from now on
    #[arg(long, value_name = "ROLE", conflicts = "visibility-group", conflicts = "visibility-public")]
    visibility_role: Option<String>,
    /// Group whose members alone see it from now on
    #[arg(long, value_name = "GROUP", conflicts = "visibility-public")]
    visibility_group: Option<String>,
    /// Let everybody see it who sees the issue
    #[arg(long)]
    visibility_public: bool,
}

/// What Jira keeps of a comment only if it is sent again.
#[derive(Deserialize, Serialize)]
#[serde(crate = "self::serde")]
struct Comment {
    body: Box<RawValue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    visibility: Option<Box<RawValue>>,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        let named = super::visibility(self.visibility_role.as_deref(), self.visibility_group.as_deref());
        if self.body.is_none() && named.is_none() && !self.visibility_public {
            return Err(Error::usage("there is nothing to change")
                .hint("`--body` has the new text; `--visibility-role`, `--visibility-group` or `--visibility-public` say who sees it"));
        }
        let at = |endpoint| cx.request(endpoint).param("issueIdOrKey", &self.key.0).param("id", &self.id);
        let mut comment: Comment = at(COMMENT).json().await?;
        if let Some(body) = &self.body {
            comment.body = raw(&document::written(body))?;
        }
        if self.visibility_public {
            comment.visibility = None;
        } else if let Some(named) = named {
            comment.visibility = Some(raw(&named)?);
        }
        let changed = at(UPDATE).json_body(&comment).raw().await?;
        cx.emit_raw(&super::readable(&changed, true)?)
    }
}

fn raw(value: &impl Serialize) -> Result<Box<RawValue>> {
    atlassian_plugin_sdk::serde_json::value::to_raw_value(value)
        .map_err(|error| Error::other(format!("the comment cannot be written as JSON: {error}")))
}
