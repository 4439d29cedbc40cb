//! `release-notes announce`: a comment on each issue of the version.

use crate::issues::{self, SEARCH};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const COMMENT: Endpoint = endpoint!(
    jira POST "/rest/api/3/issue/{issueIdOrKey}/comment",
    classic("write:jira-work"),
    granular(
        "read:comment:jira", "read:comment.property:jira", "read:group:jira", "read:project:jira",
        "read:project-role:jira", "read:user:jira", "write:comment:jira", "read:avatar:jira",
    ),
);

/// Comments that are under way at a time.
const AT_ONCE: usize = 8;

/// Comment on each issue of a version that it is released
#[derive(Command)]
#[command(path = "announce", effect = "write", result = "many", id = "/issue")]
#[command(example = "release-notes announce 1.4.0 --project DEV")]
#[http(SEARCH, COMMENT)]
#[column("Issue", "/issue")]
#[column("Comment", "/comment")]
pub(crate) struct Announce {
    /// Name of the version in Jira
    #[arg(positional)]
    version: String,
    /// Project that the version belongs to
    #[arg(long, value_name = "KEY")]
    project: String,
}

impl Run for Announce {
    async fn run(self, cx: &Cx) -> Result<()> {
        let issues = issues::of_version(cx, &self.project, &self.version).await?;
        let text = format!("Released with {}.", self.version);
        let comments = issues.iter().map(|issue| comment(cx, &issue.key, &text));
        let mut comments = stream::iter(comments).buffered(AT_ONCE);
        // Each is shown as soon as it is written: after a failure one sees which are there.
        while let Some((issue, comment)) = comments.try_next().await? {
            cx.emit(&json!({"issue": issue, "comment": comment}))?;
        }
        Ok(())
    }
}

async fn comment<'a>(cx: &Cx, issue: &'a str, text: &str) -> Result<(&'a str, String)> {
    let paragraph = json!({"type": "paragraph", "content": [{"type": "text", "text": text}]});
    let body = json!({"body": {"type": "doc", "version": 1, "content": [paragraph]}});
    let request = cx.request(COMMENT).param("issueIdOrKey", issue).json_body(&body);
    let answer: atlassian_plugin_sdk::serde_json::Value = request.json().await?;
    Ok((issue, answer["id"].as_str().unwrap_or_default().to_owned()))
}
