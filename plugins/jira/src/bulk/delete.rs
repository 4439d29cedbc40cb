//! `jira bulk delete`: many issues, by Jira's own bulk operation.

use super::orders::{self, FOLLOW, MOST};
use super::{Chosen, issues, select};
use atlassian_plugin_sdk::bulk::{Bulk, Item, Plan, Task};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const DELETE: Endpoint = endpoint!(
    jira POST "/rest/api/3/bulk/issues/delete",
    classic("write:jira-work"),
    granular("read:issue:jira", "write:issue:jira"),
);

/// Delete many issues
///
/// Jira deletes them itself, in orders of up to 1000. They cannot be brought back.
#[derive(Command)]
#[command(path = "bulk delete", effect = "delete", result = "many", id = "/key")]
#[command(need = "journal", need = "prompt", need = "files")]
#[command(example = "jira bulk delete --keys DEV-1,DEV-2 --yes")]
#[command(example = "jira bulk delete --jql \"project = DEV AND labels = obsolete\" --dry-run")]
#[http(select::CHOOSE, FOLLOW, DELETE)]
#[column("Key", "/key")]
#[column("Status", "/status", status)]
#[column("Message", "/message")]
pub(crate) struct Delete {
    /// Query that finds the issues
    #[arg(long, value_name = "JQL")]
    jql: Option<String>,
    /// Keys of the issues, separated by commas (can be repeated)
    #[arg(long, value_name = "KEYS")]
    keys: Vec<String>,
    /// Filter that finds the issues, by name or id
    #[arg(long, value_name = "FILTER")]
    filter: Option<String>,
    /// File with keys, one a line or in a column `key` of CSV, JSON or JSONL (`-` for standard input)
    #[arg(long, value_name = "FILE")]
    from_file: Option<InputFile>,
    /// Send a mail about it to those who watch
    #[arg(long)]
    notify: bool,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let notify = self.notify;
        let work = async |tasks: &[Task]| {
            let submit = async |tasks: &[&Task]| {
                let ids: Vec<String> = tasks.iter().map(|task| task.input()).collect::<Result<_>>()?;
                let body = json!({"selectedIssueIdsOrKeys": ids, "sendBulkNotification": notify});
                cx.request(DELETE).json_body(&body).json().await
            };
            orders::carry_out(cx, tasks, |task| task.input(), submit, "summary", |_, found| found.is_none()).await
        };
        Bulk::new("deleting").run_orders(cx, MOST, async || self.plan(cx).await, work).await
    }
}

impl Delete {
    async fn plan(&self, cx: &Cx) -> Result<Plan> {
        let Self { jql, keys, filter, from_file, .. } = self;
        let chosen = Chosen { jql: jql.as_deref(), keys, filter: filter.as_deref(), from_file: from_file.as_ref() };
        let found = chosen.issues(cx, "summary,status").await?;
        let items = found.iter().map(|issue| {
            let about = issue.about(issue.text("/status/name"));
            Ok(Item::new(&issue.key, &issue.id)?.about(about))
        });
        let items = items.collect::<Result<Vec<_>>>()?;
        cx.note(&format!("by Jira's own bulk operation, up to {MOST} issues in one order"));
        Ok(Plan::new(format!("delete {} for good", issues(items.len())), items))
    }
}
