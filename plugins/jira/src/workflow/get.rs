//! `jira workflow get`: one workflow with its transitions.

use super::Found;
use crate::record;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use std::collections::BTreeMap;

/// Show a workflow and its transitions
///
/// In JSON, `statusDetails` has the statuses that the workflow refers to.
#[derive(Command)]
#[command(path = "workflow get", alias = "workflows get", effect = "read", result = "one", id = "/name")]
#[command(example = "jira workflow get \"Software workflow\"")]
#[http(super::READ)]
#[column("Name", "/name")]
#[column("Id", "/id")]
#[column("Scope", "/scope/type")]
#[column("Editable", "/isEditable")]
#[column("Description", "/description")]
pub(crate) struct Get {
    /// Name or id of the workflow
    #[arg(positional)]
    workflow: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Workflow {
    #[serde(default)]
    transitions: Vec<Transition>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Transition {
    #[serde(default)]
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    to_status_reference: String,
    #[serde(default)]
    links: Vec<Origin>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Origin {
    #[serde(default)]
    from_status_reference: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Status {
    status_reference: String,
    name: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let Found { workflows, statuses } = super::find(cx, &self.workflow).await?;
        let Some(workflow) = workflows.first() else { return Ok(()) };
        let names = statuses.iter().map(|status| read::<Status>(status)).collect::<Result<Vec<_>>>()?;
        let names = names.into_iter().map(|status| (status.status_reference, status.name)).collect();
        let text = table(&read(workflow)?, &names);
        cx.view_raw(&record::with(workflow, "statusDetails", &statuses)?, &text)?;
        if let Some(others) = workflows.len().checked_sub(1).filter(|others| *others > 0) {
            cx.note(&format!("{others} more of that name, which only their ids tell apart; see `jira workflow list`"));
        }
        Ok(())
    }
}

/// The transitions as a table of Markdown.
fn table(workflow: &Workflow, names: &BTreeMap<String, String>) -> String {
    let name = |reference: &String| names.get(reference).unwrap_or(reference).replace('|', "\\|");
    let row = |transition: &Transition| {
        let from = match transition.kind.as_str() {
            "INITIAL" => "(new)".to_owned(),
            "GLOBAL" => "(any)".to_owned(),
            _ => transition.links.iter().map(|link| name(&link.from_status_reference)).collect::<Vec<_>>().join(", "),
        };
        let to = name(&transition.to_status_reference);
        format!("| {} | {} | {from} | {to} |\n", transition.id, transition.name.replace('|', "\\|"))
    };
    let rows: String = workflow.transitions.iter().map(row).collect();
    format!("| Id | Transition | From | To |\n|---|---|---|---|\n{rows}")
}

fn read<'a, T: Deserialize<'a>>(json: &'a RawValue) -> Result<T> {
    atlassian_plugin_sdk::read("a workflow", json)
}
