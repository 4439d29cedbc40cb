//! `jira bulk label`: labels onto many issues, and off them.

use super::{Chosen, Issue, issues, look, select};
use atlassian_plugin_sdk::bulk::{Bulk, Item, Outcome, Plan, Task};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize, Serialize};
use atlassian_plugin_sdk::serde_json::{Value, json};

const EDIT: Endpoint = endpoint!(
    jira PUT "/rest/api/3/issue/{issueIdOrKey}",
    classic("write:jira-work"),
    granular("write:issue:jira"),
);

/// Add labels to many issues, and take others off
#[derive(Command)]
#[command(path = "bulk label", effect = "write", result = "many", id = "/key")]
#[command(need = "journal", need = "prompt", need = "files")]
#[command(example = "jira bulk label --jql \"project = DEV\" --add release-2 --remove triage --yes")]
#[command(example = "jira bulk label --keys DEV-1,DEV-2 --add seen --dry-run")]
#[http(select::CHOOSE, look::LOOK, EDIT)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Status", "/status", status)]
#[column("Message", "/message")]
pub(crate) struct Label {
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
    /// Label to add (can be repeated)
    #[arg(long, value_name = "LABEL")]
    add: Vec<String>,
    /// Label to take off (can be repeated)
    #[arg(long, value_name = "LABEL")]
    remove: Vec<String>,
}

/// What is needed to label one: only what it lacks, or has too many.
#[derive(Serialize, Deserialize)]
#[serde(crate = "self::serde")]
struct Input {
    add: Vec<String>,
    remove: Vec<String>,
}

impl Run for Label {
    async fn run(self, cx: &Cx) -> Result<()> {
        Bulk::new("labelling").run(cx, async || self.plan(cx).await, async |task| one(cx, task).await).await
    }
}

impl Label {
    async fn plan(&self, cx: &Cx) -> Result<Plan> {
        let Self { jql, keys, filter, from_file, add, remove } = self;
        self.check()?;
        let chosen = Chosen { jql: jql.as_deref(), keys, filter: filter.as_deref(), from_file: from_file.as_ref() };
        let mut items = Vec::new();
        for issue in chosen.issues(cx, "summary,labels").await? {
            let input = Input { add: add.clone(), remove: remove.clone() }.open(&issue);
            items.push(Item::new(&issue.key, &input)?.about(issue.about(&labels(&issue).join(" "))));
        }
        let verb = match (add.is_empty(), remove.is_empty()) {
            (false, true) => format!("add {} to", add.join(", ")),
            (true, _) => format!("take {} off", remove.join(", ")),
            (false, false) => format!("add {} and take {} off", add.join(", "), remove.join(", ")),
        };
        Ok(Plan::new(format!("{verb} {}", issues(items.len())), items))
    }

    fn check(&self) -> Result<()> {
        let Self { add, remove, .. } = self;
        if add.is_empty() && remove.is_empty() {
            return Err(Error::usage("there is no label to add or to take off").hint("use `--add` or `--remove`"));
        }
        match add.iter().chain(remove).find(|label| label.is_empty() || label.contains(char::is_whitespace)) {
            Some(label) => Err(Error::usage(format!("a label has no spaces: `{label}`"))),
            None => match add.iter().find(|label| remove.contains(label)) {
                Some(label) => Err(Error::usage(format!("`{label}` is both to be added and to be taken off"))),
                None => Ok(()),
            },
        }
    }
}

fn labels(issue: &Issue) -> Vec<&str> {
    let labels = issue.fields.get("labels").and_then(Value::as_array).into_iter().flatten();
    labels.filter_map(Value::as_str).collect()
}

impl Input {
    /// What is still to be done to an issue.
    fn open(self, issue: &Issue) -> Self {
        let has = |label: &String| labels(issue).contains(&label.as_str());
        let Self { mut add, mut remove } = self;
        add.retain(|label| !has(label));
        remove.retain(has);
        Self { add, remove }
    }

    fn is_empty(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty()
    }
}

async fn one(cx: &Cx, task: &Task) -> Result<Outcome> {
    let mut input: Input = task.input()?;
    if input.is_empty() {
        return Ok(Outcome::skipped("labelled so already"));
    }
    if task.again {
        input = input.open(&look::at(cx, &task.key, "labels").await?);
        if input.is_empty() {
            return Ok(Outcome::done(""));
        }
    }
    let operations: Vec<_> = (input.add.iter().map(|label| json!({"add": label})))
        .chain(input.remove.iter().map(|label| json!({"remove": label})))
        .collect();
    let body = json!({"update": {"labels": operations}});
    cx.request(EDIT).param("issueIdOrKey", &task.key).json_body(&body).send().await?;
    Ok(Outcome::done(""))
}
