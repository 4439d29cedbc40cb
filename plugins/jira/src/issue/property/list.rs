//! `jira issue property list`: what programs keep at an issue.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const PROPERTIES: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}/properties",
    classic("read:jira-work"),
    granular("read:issue.property:jira"),
);

/// List the properties that programs keep at an issue
#[derive(Command)]
#[command(path = "issue property list", alias = "issue properties list", effect = "read", result = "many")]
#[command(id = "/key", example = "jira issue property list DEV-1")]
#[http(PROPERTIES)]
#[column("Property", "/key")]
pub(crate) struct List {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(PROPERTIES).param("issueIdOrKey", &self.key.0).list_whole(cx, Some("keys")).await
    }
}
