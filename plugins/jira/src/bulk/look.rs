//! Looks at one issue before something is sent again.

use super::Issue;
use atlassian_plugin_sdk::prelude::*;

const ISSUE: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}",
    classic("read:jira-work"),
    granular(
        "read:avatar:jira", "read:field-configuration:jira", "read:issue-meta:jira",
        "read:issue-security-level:jira", "read:issue.changelog:jira", "read:issue.vote:jira", "read:issue:jira",
        "read:status:jira", "read:user:jira",
    ),
);

/// What looking asks.
pub(crate) const LOOK: EndpointGroup = endpoint_group!(ISSUE);

/// Some fields of an issue as they are now.
pub(super) async fn at(cx: &Cx, key: &str, fields: &str) -> Result<Issue> {
    cx.request(ISSUE).param("issueIdOrKey", key).query("fields", fields).json().await
}
