//! `jira bulk transition`: many issues into another status.

use super::{Chosen, Issue, issues, select};
use crate::document;
use crate::fields::VALUES;
use crate::key::IssueKey;
use crate::transition::{self, PERFORM, PLAN, Screen, Wanted, Way};
use atlassian_plugin_sdk::bulk::{Bulk, Item, Outcome, Plan, Task};
use atlassian_plugin_sdk::prelude::*;
use std::collections::BTreeMap;

/// Move many issues into another status
///
/// Before anything is changed, the way is looked for once for each project, type and status, and what is planned is shown
/// and asked for. Each issue is looked at once more before it is moved; one that is there already is left alone.
#[derive(Command)]
#[command(path = "bulk transition", effect = "write", result = "many", id = "/key")]
#[command(need = "journal", need = "prompt", need = "files")]
#[command(example = "jira bulk transition --jql \"project = DEV AND status = 'To Do'\" --to \"In Progress\" --yes")]
#[command(example = "jira bulk transition --keys DEV-1 --to Done --max-hops 3 --resolution Done --dry-run")]
#[http(select::CHOOSE, PLAN, PERFORM, VALUES)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Status", "/status", status)]
#[column("Message", "/message")]
pub(crate) struct Transition {
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
    /// Status to come to, by name or id
    #[arg(long, value_name = "STATUS")]
    to: String,
    /// Most transitions on the way
    #[arg(long, default = "1", value_name = "N")]
    max_hops: u32,
    /// Value for a field of the transition's screen, NAME=VALUE (can be repeated)
    #[arg(long, value_name = "NAME=VALUE")]
    field: Vec<KeyValue>,
    /// Resolution, where the screen asks for one
    #[arg(long, value_name = "NAME")]
    resolution: Option<String>,
    /// Comment on each issue, as Markdown; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    comment: Option<Text>,
}

impl Run for Transition {
    async fn run(self, cx: &Cx) -> Result<()> {
        Bulk::new("transitioning").run(cx, async || self.plan(cx).await, async |task| one(cx, task).await).await
    }
}

impl Transition {
    async fn plan(&self, cx: &Cx) -> Result<Plan> {
        let Self { jql, keys, filter, from_file, to, .. } = self;
        let chosen = Chosen { jql: jql.as_deref(), keys, filter: filter.as_deref(), from_file: from_file.as_ref() };
        let found = chosen.issues(cx, "summary,status,issuetype,project").await?;
        let ways = self.ways(cx, &found).await?;
        let mut items = Vec::with_capacity(found.len());
        for issue in &found {
            let Some(way) = ways.get(&group(issue)) else { continue };
            let about = issue.about(&format!("{} → {}", issue.text("/status/name"), way.target().name));
            items.push(Item::new(&issue.key, way)?.about(about));
        }
        let name = ways.values().next().map_or(to, |way| &way.target().name);
        Ok(Plan::new(format!("move {} to `{name}`", issues(items.len())), items))
    }

    /// The ways of the issues of each project, type and status. One that is not there is said before anything is sent.
    /// They are kept as they were found: a run moves away the very issues that show them.
    async fn ways(&self, cx: &Cx, found: &[Issue]) -> Result<BTreeMap<[String; 3], Way>> {
        let wanted = Wanted::Status(self.to.clone(), usize::try_from(self.max_hops).unwrap_or(usize::MAX));
        let comment = self.comment.as_ref().map(document::written);
        let screen = Screen { fields: self.field.clone(), resolution: self.resolution.clone(), comment };
        let mut ways = BTreeMap::new();
        for issue in found {
            if ways.contains_key(&group(issue)) {
                continue;
            }
            let plan = transition::plan(cx, &IssueKey(issue.key.clone()), &wanted, &screen).await?;
            if let Some(way) = Way::of(plan) {
                ways.insert(group(issue), way);
            }
        }
        Ok(ways)
    }
}

/// Issues that have the same ways.
fn group(issue: &Issue) -> [String; 3] {
    ["/project/id", "/issuetype/id", "/status/id"].map(|pointer| issue.text(pointer).to_owned())
}

/// The planned way, from the status that the issue has by now: so nothing is done twice.
async fn one(cx: &Cx, task: &Task) -> Result<Outcome> {
    let way: Way = task.input()?;
    let target = way.target().name.clone();
    let rest = way.rest(cx, &IssueKey(task.key.clone())).await?;
    if rest.steps.is_empty() {
        let there = format!("{target} already");
        return Ok(if task.again { Outcome::done(there) } else { Outcome::skipped(there) });
    }
    let from = rest.from.iter().map(|status| status.name.as_str());
    let statuses: Vec<_> = from.chain(rest.statuses()).map(str::to_owned).collect();
    rest.perform(cx).await?;
    Ok(Outcome::done(statuses.join(" → ")))
}
