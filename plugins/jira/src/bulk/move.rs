//! `jira bulk move`: many issues to another project or type, by Jira's own bulk operation.

use super::orders::{self, FOLLOW, MOST};
use super::{Chosen, Issue, issues, select};
use crate::fields::listed;
use atlassian_plugin_sdk::bulk::{Bulk, Item, Outcome, Plan, Task};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize, Serialize};
use atlassian_plugin_sdk::serde_json::{Map, json};
use std::collections::BTreeMap;

const MOVE: Endpoint = endpoint!(
    jira POST "/rest/api/3/bulk/issues/move",
    classic("write:jira-work"),
    granular("read:issue:jira", "write:issue:jira"),
);

const PROJECT: Endpoint = endpoint!(
    jira GET "/rest/api/3/project/{projectIdOrKey}",
    classic("read:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:group:jira", "read:issue-type-hierarchy:jira",
        "read:issue-type:jira", "read:project-category:jira", "read:project-version:jira", "read:project.component:jira",
        "read:project.property:jira", "read:project:jira", "read:user:jira",
    ),
);

/// Move many issues to another project or another type
///
/// Jira moves them itself, in orders of up to 1000. Subtasks come along, values of required fields are kept, and a status
/// that the other workflow does not have becomes its first one.
#[derive(Command)]
#[command(path = "bulk move", effect = "write", result = "many", id = "/key")]
#[command(need = "journal", need = "prompt", need = "files")]
#[command(example = "jira bulk move --keys DEV-1,DEV-2 --project REL --yes")]
#[command(example = "jira bulk move --jql \"project = DEV AND type = Task\" --type Story --dry-run")]
#[http(select::CHOOSE, PROJECT, FOLLOW, MOVE)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Status", "/status", status)]
#[column("Message", "/message")]
pub(crate) struct Move {
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
    /// Project to move them to; without it, each stays in its own
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
    /// Type that they get, by name or id; without it, each keeps the name of its own
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Send a mail about it to those who watch
    #[arg(long)]
    notify: bool,
}

/// What is needed to move one.
#[derive(Serialize, Deserialize)]
#[serde(crate = "self::serde")]
struct Input {
    id: String,
    /// Key and id of the project, and id of the type.
    project: String,
    project_id: String,
    kind: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Project {
    id: String,
    key: String,
    issue_types: Vec<IssueType>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct IssueType {
    id: String,
    name: String,
}

impl Run for Move {
    async fn run(self, cx: &Cx) -> Result<()> {
        let notify = self.notify;
        let work = async |tasks: &[Task]| {
            let submit = async |tasks: &[&Task]| cx.request(MOVE).json_body(&order(tasks, notify)?).json().await;
            let outcomes = orders::carry_out(cx, tasks, id, submit, "project,issuetype", is_there).await?;
            with_keys(cx, tasks, outcomes).await
        };
        Bulk::new("moving").run_orders(cx, MOST, async || self.plan(cx).await, work).await
    }
}

fn id(task: &Task) -> Result<String> {
    task.input::<Input>().map(|input| input.id)
}

/// The outcomes with the keys that the issues have by now.
async fn with_keys(cx: &Cx, tasks: &[Task], outcomes: Vec<Result<Outcome>>) -> Result<Vec<Result<Outcome>>> {
    let ids: Vec<_> = tasks.iter().map(id).collect::<Result<_>>()?;
    // They were moved: who cannot be asked what they are called now is not told of an error.
    let found = select::moved(cx, &ids).await.unwrap_or_default();
    let key = |id: &String| found.iter().find(|issue| issue.id == *id).map(|issue| format!("now {}", issue.key));
    let named = |(id, outcome): (&String, Result<Outcome>)| outcome.map(|done| key(id).map_or(done, Outcome::done));
    Ok(ids.iter().zip(outcomes).map(named).collect())
}

/// The body of an order: which issues go where.
fn order(tasks: &[&Task], notify: bool) -> Result<Map<String, atlassian_plugin_sdk::serde_json::Value>> {
    let mut targets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for task in tasks {
        let Input { id, project, kind, .. } = task.input()?;
        targets.entry(format!("{project},{kind}")).or_default().push(id);
    }
    let target = |ids: Vec<String>| {
        json!({
            "issueIdsOrKeys": ids, "inferFieldDefaults": true, "inferStatusDefaults": true,
            "inferSubtaskTypeDefault": true, "inferClassificationDefaults": true,
        })
    };
    let targets: Map<_, _> = targets.into_iter().map(|(name, ids)| (name, target(ids))).collect();
    let mut body = Map::new();
    body.insert("sendBulkNotification".to_owned(), notify.into());
    body.insert("targetToSourcesMapping".to_owned(), targets.into());
    Ok(body)
}

fn is_there(task: &Task, found: Option<&Issue>) -> bool {
    let (Some(issue), Ok(Input { project_id, kind, .. })) = (found, task.input()) else { return false };
    issue.text("/project/id") == project_id && issue.text("/issuetype/id") == kind
}

impl Move {
    async fn plan(&self, cx: &Cx) -> Result<Plan> {
        let Self { jql, keys, filter, from_file, project, kind, .. } = self;
        if project.is_none() && kind.is_none() {
            return Err(Error::usage("it is not said where to").hint("use `--project`, `--type` or both"));
        }
        let chosen = Chosen { jql: jql.as_deref(), keys, filter: filter.as_deref(), from_file: from_file.as_ref() };
        let found = chosen.issues(cx, "summary,project,issuetype").await?;
        let mut projects: BTreeMap<String, Project> = BTreeMap::new();
        let mut items = Vec::with_capacity(found.len());
        for issue in &found {
            let key = project.as_deref().unwrap_or(issue.text("/project/key")).to_ascii_uppercase();
            if !projects.contains_key(&key) {
                let project = cx.request(PROJECT).param("projectIdOrKey", &key).json().await?;
                projects.insert(key.clone(), project);
            }
            let Some(project) = projects.get(&key) else { continue };
            let own = issue.text("/issuetype/name");
            let target = project.kind(kind.as_deref().unwrap_or(own))?;
            let input = Input {
                id: issue.id.clone(),
                project: project.key.clone(),
                project_id: project.id.clone(),
                kind: target.id.clone(),
            };
            if is_same(issue, &input) {
                continue;
            }
            let about = issue.about(&format!("{own} → {} {}", project.key, target.name));
            items.push(Item::new(&issue.key, &input)?.about(about));
        }
        let there = found.len() - items.len();
        if there > 0 {
            cx.note(&format!("{} there already", issues(there)));
        }
        cx.note(&format!("by Jira's own bulk operation, up to {MOST} issues in one order"));
        let place = [project.as_deref(), kind.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        Ok(Plan::new(format!("move {} to {place}", issues(items.len())), items))
    }
}

fn is_same(issue: &Issue, input: &Input) -> bool {
    issue.text("/project/id") == input.project_id && issue.text("/issuetype/id") == input.kind
}

impl Project {
    fn kind(&self, typed: &str) -> Result<&IssueType> {
        let same = |kind: &&IssueType| kind.id == typed || kind.name.to_lowercase() == typed.to_lowercase();
        self.issue_types.iter().find(same).ok_or_else(|| {
            let names = listed(self.issue_types.iter().map(|kind| kind.name.as_str()));
            Error::invalid(format!("{} has no issue type `{typed}`", self.key)).hint(format!("it has {names}"))
        })
    }
}
