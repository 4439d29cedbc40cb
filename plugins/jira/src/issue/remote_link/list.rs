//! `jira issue remote-link list`: pages elsewhere that belong to an issue.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const LINKS: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}/remotelink",
    classic("read:jira-work"),
    granular("read:issue.remote-link:jira", "read:status:jira"),
);

/// List the pages elsewhere that an issue is linked to
#[derive(Command)]
#[command(path = "issue remote-link list", alias = "issue remote-links list", effect = "read", result = "many")]
#[command(id = "/id", example = "jira issue remote-link list DEV-1")]
#[http(LINKS)]
#[column("Id", "/id")]
#[column("Relation", "/relationship")]
#[column("Title", "/object/title")]
#[column("Address", "/object/url")]
pub(crate) struct List {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(LINKS).param("issueIdOrKey", &self.key.0).list_whole(cx, None).await
    }
}
