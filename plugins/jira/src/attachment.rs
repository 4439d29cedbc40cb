//! `jira attachment …`

pub(crate) mod delete;
pub(crate) mod download;
mod failures;
pub(crate) mod get;
pub(crate) mod list;
mod names;
pub(crate) mod upload;

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

/// The issue whose files are read.
const ISSUE: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}",
    classic("read:jira-work"),
    granular(
        "read:avatar:jira", "read:field-configuration:jira", "read:issue-meta:jira",
        "read:issue-security-level:jira", "read:issue.changelog:jira", "read:issue.vote:jira", "read:issue:jira",
        "read:status:jira", "read:user:jira",
    ),
);

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Issue {
    fields: Fields,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Fields {
    #[serde(default)]
    attachment: Vec<Box<RawValue>>,
}

/// The files at an issue, as they were sent: all at once, for Jira does not page them.
async fn of_issue(cx: &Cx, key: &str) -> Result<Vec<Box<RawValue>>> {
    let request = cx.request(ISSUE).param("issueIdOrKey", key).query("fields", "attachment");
    Ok(request.json::<Issue>().await?.fields.attachment)
}
