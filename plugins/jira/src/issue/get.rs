//! `jira issue get`: one issue by key.

use crate::fields::{self, Shown};
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const ISSUE: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}",
    classic("read:jira-work"),
    granular(
        "read:issue-meta:jira", "read:issue-security-level:jira", "read:issue.vote:jira", "read:issue.changelog:jira",
        "read:avatar:jira", "read:issue:jira", "read:status:jira", "read:user:jira", "read:field-configuration:jira",
    ),
);

/// Show one issue
#[derive(Command)]
#[command(path = "issue get", alias = "issue view", effect = "read", result = "one", id = "/key")]
#[command(example = "jira issue get DEV-1", example = "jira issue get DEV-1 --fields summary,status")]
#[http(ISSUE, fields::SITE)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Type", "/fields/issuetype/name")]
#[column("Summary", "/fields/summary")]
#[column("Status", "/fields/status/name", status)]
#[column("Assignee", "/fields/assignee/displayName", user)]
#[column("Priority", "/fields/priority/name")]
#[column("Updated", "/fields/updated", date)]
pub(crate) struct Get {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Fields to show, separated by commas (can be repeated)
    #[arg(long, value_name = "FIELDS")]
    fields: Vec<String>,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let fields = Shown::chosen(cx, &self.fields).await?;
        if let Some(fields) = &fields {
            cx.columns(fields.columns());
        }
        let request = cx.request(ISSUE).param("issueIdOrKey", &self.key.0);
        cx.emit_raw(&request.query_opt("fields", fields).raw().await?)
    }
}
