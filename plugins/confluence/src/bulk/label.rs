//! `confluence bulk label`: labels for all that a query finds.

use super::{counted, find};
use crate::label::add::{ADD, labels};
use crate::label::remove::REMOVE;
use crate::search::SEARCH;
use atlassian_plugin_sdk::bulk::{Bulk, Item, Outcome, Plan, Task};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize, Serialize};

/// Add labels to, or take them off, all pages and blog posts that a query finds
///
/// Asks before it begins. A run that was cut off is taken up again with `--resume`.
#[derive(Command)]
#[command(path = "bulk label", alias = "bulk add-labels", effect = "write", result = "many", id = "/key")]
#[command(need = "journal", need = "prompt")]
#[command(
    example = "confluence bulk label --cql \"space = OPS AND title ~ runbook\" --add operations --remove runbook --yes"
)]
#[http(SEARCH, ADD, REMOVE)]
#[column("Id", "/key")]
#[column("Status", "/status", status)]
#[column("Message", "/message")]
pub(crate) struct Label {
    /// Query that finds them, in CQL
    #[arg(long, value_name = "CQL")]
    cql: String,
    /// Label to add (can be repeated)
    #[arg(long, value_name = "LABEL")]
    add: Vec<String>,
    /// Label to take off (can be repeated)
    #[arg(long, value_name = "LABEL")]
    remove: Vec<String>,
}

/// What is needed to do one.
#[derive(Serialize, Deserialize)]
#[serde(crate = "self::serde")]
struct Input {
    add: Vec<String>,
    remove: Vec<String>,
}

impl Run for Label {
    async fn run(self, cx: &Cx) -> Result<()> {
        let plan = async || self.plan(cx).await;
        Bulk::new("labelling").run(cx, plan, async |task| label(cx, task).await).await
    }
}

impl Label {
    async fn plan(&self, cx: &Cx) -> Result<Plan> {
        if self.add.is_empty() && self.remove.is_empty() {
            return Err(Error::usage("say which labels: `--add`, `--remove`"));
        }
        labels(&self.add)?;
        let found = find(cx, &self.cql, Some("metadata.labels")).await?;
        let lower = |labels: &[String]| labels.iter().map(|label| label.trim().to_lowercase()).collect::<Vec<_>>();
        let (add, remove) = (lower(&self.add), lower(&self.remove));
        let items = found.iter().map(|page| {
            let has = |label: &String| page.labels().any(|own| own == label);
            let input = Input {
                add: add.iter().filter(|label| !has(label)).cloned().collect(),
                remove: remove.iter().filter(|label| has(label)).cloned().collect(),
            };
            Ok(Item::new(&page.id, &input)?.about(page.named()))
        });
        let items = items.collect::<Result<Vec<_>>>()?;
        Ok(Plan::new(format!("label {}", counted(items.len())), items))
    }
}

/// Adding and taking off may be done twice: there is no need to look before it is done again.
async fn label(cx: &Cx, task: &Task) -> Result<Outcome> {
    let Input { add, remove } = task.input()?;
    if add.is_empty() && remove.is_empty() {
        return Ok(Outcome::skipped("its labels are as wanted"));
    }
    if !add.is_empty() {
        cx.request(ADD).param("id", &task.key).json_body(&labels(&add)?).send().await?;
    }
    for label in &remove {
        cx.request(REMOVE).param("id", &task.key).query("name", label).send().await?;
    }
    let signed =
        |sign: char, labels: &[String]| labels.iter().map(|label| format!("{sign}{label}")).collect::<Vec<_>>();
    Ok(Outcome::done([signed('+', &add), signed('-', &remove)].concat().join(" ")))
}
