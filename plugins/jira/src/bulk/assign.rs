//! `jira bulk assign`: many issues to one person, or to nobody.

use super::{Chosen, issues, look, select};
use crate::people;
use atlassian_plugin_sdk::bulk::{Bulk, Item, Outcome, Plan, Task};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize, Serialize};
use atlassian_plugin_sdk::serde_json::json;

const ASSIGN: Endpoint = endpoint!(
    jira PUT "/rest/api/3/issue/{issueIdOrKey}/assignee",
    classic("write:jira-work"),
    granular("write:issue:jira"),
);

/// Assign many issues
#[derive(Command)]
#[command(path = "bulk assign", effect = "write", result = "many", id = "/key")]
#[command(need = "journal", need = "prompt", need = "files")]
#[command(example = "jira bulk assign --jql \"project = DEV AND assignee is EMPTY\" --to @me --yes")]
#[command(example = "jira bulk assign --keys DEV-1,DEV-2 --to none --dry-run")]
#[http(select::CHOOSE, people::FIND, look::LOOK, ASSIGN)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Status", "/status", status)]
#[column("Message", "/message")]
pub(crate) struct Assign {
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
    /// Who gets them: an e-mail address, a display name, an account id, `@me` or `none`
    #[arg(long, value_name = "PERSON")]
    to: String,
}

/// What is needed to assign one.
#[derive(Serialize, Deserialize)]
#[serde(crate = "self::serde")]
struct Input {
    account: Option<String>,
    /// It was so when it was planned.
    is_so: bool,
}

impl Run for Assign {
    async fn run(self, cx: &Cx) -> Result<()> {
        Bulk::new("assigning").run(cx, async || self.plan(cx).await, async |task| one(cx, task).await).await
    }
}

impl Assign {
    async fn plan(&self, cx: &Cx) -> Result<Plan> {
        let Self { jql, keys, filter, from_file, to } = self;
        let account = people::find(cx, to).await?;
        let chosen = Chosen { jql: jql.as_deref(), keys, filter: filter.as_deref(), from_file: from_file.as_ref() };
        let mut items = Vec::new();
        for issue in chosen.issues(cx, "summary,assignee").await? {
            let is_so = issue.text("/assignee/accountId") == account.as_deref().unwrap_or_default();
            let before = issue.text("/assignee/displayName");
            let before = if before.is_empty() { "nobody" } else { before };
            items.push(Item::new(&issue.key, &Input { account: account.clone(), is_so })?.about(issue.about(before)));
        }
        Ok(Plan::new(format!("assign {} to {to}", issues(items.len())), items))
    }
}

async fn one(cx: &Cx, task: &Task) -> Result<Outcome> {
    let Input { account, is_so } = task.input()?;
    let wanted = account.as_deref().unwrap_or_default();
    if !task.again && is_so {
        return Ok(Outcome::skipped("assigned so already"));
    }
    if task.again && look::at(cx, &task.key, "assignee").await?.text("/assignee/accountId") == wanted {
        return Ok(Outcome::done(""));
    }
    let body = json!({"accountId": account});
    cx.request(ASSIGN).param("issueIdOrKey", &task.key).json_body(&body).send().await?;
    Ok(Outcome::done(""))
}
