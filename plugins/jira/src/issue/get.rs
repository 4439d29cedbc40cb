//! `jira issue get`: one issue by key.

use crate::fields::{self, Shown};
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::richtext::to_markdown;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Value, from_str, to_string};

pub(crate) const ISSUE: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}",
    classic("read:jira-work"),
    granular(
        "read:issue-meta:jira", "read:issue-security-level:jira", "read:issue.vote:jira", "read:issue.changelog:jira",
        "read:avatar:jira", "read:issue:jira", "read:status:jira", "read:user:jira", "read:field-configuration:jira",
    ),
);

/// Show one issue
///
/// Tables and Markdown have the description below, as Markdown; JSON and YAML have the issue as the site sends it.
/// What --body-only prints, `jira issue update KEY --description @FILE` takes back unchanged.
#[derive(Command)]
#[command(path = "issue get", alias = "issue view", effect = "read", result = "one", id = "/key")]
#[command(example = "jira issue get DEV-1", example = "jira issue get DEV-1 --fields summary,status")]
#[command(example = "jira issue get DEV-1 --fields \"Story Points,Sprint\" --format json")]
#[command(example = "jira issue get DEV-1 --body-only --format markdown")]
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
    /// Fields to show, by name or id, separated by commas (can be repeated)
    #[arg(long, value_name = "FIELDS")]
    fields: Vec<String>,
}
