//! `jira bulk transition`: many issues into another status.

use super::{Chosen, Issue, issues, select};
use crate::document;
use crate::fields::VALUES;
use crate::key::IssueKey;
use crate::transition::{self, PERFORM, PLAN, Screen, Wanted};
use atlassian_plugin_sdk::bulk::{Bulk, Item, Outcome, Plan, Task};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize, Serialize};
use atlassian_plugin_sdk::serde_json::Value;
use std::collections::BTreeMap;

/// Move many issues into another status
///
/// Before anything is changed, the way is looked for once for each project, type and status, and what is planned is shown
/// and asked for. Each issue is looked at once more before it is moved; one that is there already is left alone.
#[derive(Command)]
#[command(path = "bulk transition", effect = "write", result = "many", id = "/key")]
#[command(need = "journal", need = "prompt", need = "files")]
#[command(example = "jira bulk transition --jql \"project = DEV AND status = 'To Do'\" --to \"In Progress\" --yes")]
#[command(example = "jira bulk transition --keys DEV-1 --to Done --max-steps 3 --resolution Done --dry-run")]
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
    max_steps: u32,
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

/// What is needed to move one.
#[derive(Serialize, Deserialize)]
#[serde(crate = "self::serde")]
struct Input {
    /// Id of the status.
    to: String,
    name: String,
    steps: u32,
    fields: Vec<(String, String)>,
    resolution: Option<String>,
    comment: Option<Value>,
}

impl Input {
    fn screen(&self) -> Screen {
        let pair = |(key, value): &(String, String)| KeyValue { key: key.clone(), value: value.clone() };
        let fields = self.fields.iter().map(pair).collect();
        Screen { fields, resolution: self.resolution.clone(), comment: self.comment.clone() }
    }
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
        let targets = self.targets(cx, &found).await?;
        let mut items = Vec::with_capacity(found.len());
        for issue in &found {
            let Some(target) = targets.get(&group(issue)) else { continue };
            let about = issue.about(&format!("{} → {}", issue.text("/status/name"), target.name));
            items.push(Item::new(&issue.key, target)?.about(about));
        }
        Ok(Plan::new(format!("move {} to `{to}`", issues(items.len())), items))
    }

    /// Where the issues of each project, type and status go. A way that is not there is said before anything is sent.
    async fn targets(&self, cx: &Cx, found: &[Issue]) -> Result<BTreeMap<[String; 3], Input>> {
        let mut targets = BTreeMap::new();
        for issue in found {
            if targets.contains_key(&group(issue)) {
                continue;
            }
            let mut input = Input {
                to: self.to.clone(),
                name: self.to.clone(),
                steps: self.max_steps,
                fields: self.field.iter().map(|pair| (pair.key.clone(), pair.value.clone())).collect(),
                resolution: self.resolution.clone(),
                comment: self.comment.as_ref().map(document::written),
            };
            let way = transition::plan(cx, &IssueKey(issue.key.clone()), &input.wanted(), &input.screen()).await?;
            let last = way.steps.last().map(|step| &step.transition.to).or(way.from.as_ref());
            if let Some(status) = last {
                (input.to, input.name) = (status.id.clone(), status.name.clone());
            }
            targets.insert(group(issue), input);
        }
        Ok(targets)
    }
}

impl Input {
    fn wanted(&self) -> Wanted {
        Wanted::Status(self.to.clone(), usize::try_from(self.steps).unwrap_or(usize::MAX))
    }
}

/// Issues that have the same ways.
fn group(issue: &Issue) -> [String; 3] {
    ["/project/id", "/issuetype/id", "/status/id"].map(|pointer| issue.text(pointer).to_owned())
}

/// The way is looked for anew each time, from the status that the issue has by now: so nothing is done twice.
async fn one(cx: &Cx, task: &Task) -> Result<Outcome> {
    let input: Input = task.input()?;
    let way = transition::plan(cx, &IssueKey(task.key.clone()), &input.wanted(), &input.screen()).await?;
    if way.steps.is_empty() {
        let there = format!("{} already", input.name);
        return Ok(if task.again { Outcome::done(there) } else { Outcome::skipped(there) });
    }
    let statuses: Vec<_> = way.from.iter().map(|status| status.name.clone()).collect();
    let statuses: Vec<_> = statuses.into_iter().chain(way.statuses().map(str::to_owned)).collect();
    way.perform(cx).await?;
    Ok(Outcome::done(statuses.join(" → ")))
}
