//! `jira bulk link`: many issues to one.

use super::{Chosen, issues, select};
use crate::issue::link;
use crate::key::IssueKey;
use atlassian_plugin_sdk::bulk::{Bulk, Item, Outcome, Plan, Task};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize, Serialize};
use atlassian_plugin_sdk::serde_json::json;

/// Link many issues to one
///
/// It reads as a sentence: with `--type blocks --to REL-1`, each of the issues blocks REL-1. A link that is there already is
/// left alone. `jira issue link types` lists what can be said.
#[derive(Command)]
#[command(path = "bulk link", effect = "write", result = "many", id = "/key")]
#[command(need = "journal", need = "prompt", need = "files")]
#[command(example = "jira bulk link --jql \"project = DEV AND status = 'To Do'\" --type blocks --to REL-1 --yes")]
#[command(example = "jira bulk link --keys DEV-1,DEV-2 --type \"relates to\" --to REL-1 --dry-run")]
#[http(select::CHOOSE, link::LINK)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Status", "/status", status)]
#[column("Message", "/message")]
pub(crate) struct Link {
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
    /// Name of a type of link, or what it says in one direction
    #[arg(long = "type", value_name = "TYPE")]
    link_type: String,
    /// The issue that all are linked to
    #[arg(long, value_name = "KEY")]
    to: IssueKey,
}

/// What is needed to link one.
#[derive(Serialize, Deserialize)]
#[serde(crate = "self::serde")]
struct Input {
    /// Name of the type.
    kind: String,
    to: String,
    /// What the type says is said of the one issue.
    backwards: bool,
}

impl Run for Link {
    async fn run(self, cx: &Cx) -> Result<()> {
        Bulk::new("linking").run(cx, async || self.plan(cx).await, async |task| one(cx, task).await).await
    }
}

impl Link {
    async fn plan(&self, cx: &Cx) -> Result<Plan> {
        let Self { jql, keys, filter, from_file, link_type, to } = self;
        let (kind, backwards) = link::chosen(cx, link_type).await?;
        let target = select::by_key(cx, std::slice::from_ref(&to.0), "summary").await?;
        let target = target.first().map_or(to.0.as_str(), |issue| issue.key.as_str());
        let chosen = Chosen { jql: jql.as_deref(), keys, filter: filter.as_deref(), from_file: from_file.as_ref() };
        let mut items = Vec::new();
        for issue in chosen.issues(cx, "summary").await?.iter().filter(|issue| issue.key != target) {
            let input = Input { kind: kind.clone(), to: target.to_owned(), backwards };
            items.push(Item::new(&issue.key, &input)?.about(issue.about("")));
        }
        Ok(Plan::new(format!("link {} to {target} ({link_type})", issues(items.len())), items))
    }
}

/// Looked at each time: Jira takes the same link twice without a word.
async fn one(cx: &Cx, task: &Task) -> Result<Outcome> {
    let Input { kind, to, backwards } = task.input()?;
    if link::is_there(cx, &task.key, &kind, &to, backwards).await? {
        return Ok(if task.again { Outcome::done("") } else { Outcome::skipped("linked already") });
    }
    let (inward, outward) = if backwards { (&to, &task.key) } else { (&task.key, &to) };
    let body = json!({"type": {"name": kind}, "inwardIssue": {"key": inward}, "outwardIssue": {"key": outward}});
    cx.request(link::CREATE).json_body(&body).send().await?;
    Ok(Outcome::done(""))
}
