//! `jira worklog list`: who worked on an issue, when and for how long.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const WORKLOGS: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}/worklog",
    classic("read:jira-work"),
    granular(
        "read:avatar:jira", "read:group:jira", "read:issue-worklog.property:jira", "read:issue-worklog:jira",
        "read:project-role:jira", "read:user:jira",
    ),
);

/// Jira gives as many as are asked for, up to this.
const PAGE: Paging = Paging::offset("worklogs", 1000);

/// List the work logged on an issue
///
/// The oldest comes first. In JSON, `comment` is the text as Jira has it and `commentMarkdown` the same as Markdown.
#[derive(Command)]
#[command(path = "worklog list", alias = "issue worklog list", effect = "read", result = "many", id = "/id")]
#[command(example = "jira worklog list DEV-1")]
#[http(WORKLOGS)]
#[column("Id", "/id")]
#[column("Author", "/author/displayName", user)]
#[column("Started", "/started", date)]
#[column("Time", "/timeSpent")]
#[column("Seconds", "/timeSpentSeconds", number)]
#[column("Comment", "/commentMarkdown")]
pub(crate) struct List {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Most entries to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut pages = cx.request(WORKLOGS).param("issueIdOrKey", &self.key.0).pages(PAGE, self.limit);
        while let Some(entries) = pages.try_next().await? {
            for entry in entries {
                cx.emit_raw(&super::readable(&entry)?)?;
            }
        }
        if pages.more() {
            cx.incomplete("`--limit 0` for all", pages.total());
        }
        Ok(())
    }
}
