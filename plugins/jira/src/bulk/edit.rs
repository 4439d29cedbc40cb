//! `jira bulk edit`: fields of many issues, the same for all or from a table.

use super::rows::{self, Faults, Mapping, Row};
use super::{Chosen, Issue, csv, issues, portable, select};
use crate::fields::{Catalogue, EDIT, Edits, Field, VALUES};
use crate::key::IssueKey;
use atlassian_plugin_sdk::bulk::{Bulk, Item, Outcome, Plan, Task};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Write;

const PUT: Endpoint = endpoint!(
    jira PUT "/rest/api/3/issue/{issueIdOrKey}",
    classic("write:jira-work"),
    granular("write:issue:jira"),
);

/// Change fields of many issues
///
/// `--field` gives all of them the same value. A file with more columns than `key` gives each its own: CSV, JSON or JSONL,
/// a column for each field, by name or id. An empty cell leaves a field as it is. Every value is checked before anything is
/// sent.
#[derive(Command)]
#[command(path = "bulk edit", effect = "write", result = "many", id = "/key")]
#[command(need = "journal", need = "prompt", need = "files")]
#[command(example = "jira bulk edit --jql \"project = DEV AND priority = Low\" --field priority=Medium --yes")]
#[command(example = "jira bulk edit --keys DEV-1,DEV-2 --field labels+=seen --field duedate=+7d --dry-run")]
#[http(select::CHOOSE, EDIT, VALUES, PUT)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Status", "/status", status)]
#[column("Message", "/message")]
pub(crate) struct Edit {
    /// Query that finds the issues
    #[arg(long, value_name = "JQL")]
    jql: Option<String>,
    /// Keys of the issues, separated by commas (can be repeated)
    #[arg(long, value_name = "KEYS")]
    keys: Vec<String>,
    /// Filter that finds the issues, by name or id
    #[arg(long, value_name = "FILTER")]
    filter: Option<String>,
    /// File with keys, or with a column `key` and one for each field (`-` for standard input)
    #[arg(long, value_name = "FILE")]
    from_file: Option<InputFile>,
    /// Value for a field, NAME=VALUE; NAME+=VALUE and NAME-=VALUE for one of several values (can be repeated)
    #[arg(long, value_name = "NAME=VALUE")]
    field: Vec<KeyValue>,
    /// Field that a column of the file is for, COLUMN=FIELD; COLUMN= leaves it out (can be repeated)
    #[arg(long, value_name = "COLUMN=FIELD", requires = "from-file")]
    map: Vec<KeyValue>,
    /// Write a CSV file to fill in, with the chosen issues and what their fields have now, instead of changing anything
    #[arg(long, value_name = "FILE", conflicts = "field")]
    generate_template: Option<OutputFile>,
}

impl Run for Edit {
    async fn run(self, cx: &Cx) -> Result<()> {
        if let Some(file) = &self.generate_template {
            return self.template(cx, file).await;
        }
        Bulk::new("editing").run(cx, async || self.plan(cx).await, async |task| one(cx, task).await).await
    }
}

/// Project and type: issues that have the same fields.
fn group(issue: &Issue) -> [String; 2] {
    ["/project/id", "/issuetype/id"].map(|pointer| issue.text(pointer).to_owned())
}

impl Edit {
    /// The issues, and the rows of the file by their keys where it has any.
    async fn chosen(&self, cx: &Cx) -> Result<(Vec<Issue>, BTreeMap<String, Row>)> {
        let Self { jql, keys, filter, from_file, .. } = self;
        let fields = "summary,project,issuetype";
        if let (Some(file), None, None, []) = (from_file, jql, filter, keys.as_slice()) {
            let text = select::read(cx, file)?;
            let keys = rows::keys(&text)?;
            let issues = select::by_key(cx, &keys, fields).await?;
            let rows = if rows::is_table(&text) { rows::parse(&text)? } else { Vec::new() };
            let mut by_key = BTreeMap::new();
            for (key, row) in keys.into_iter().zip(rows) {
                let number = row.number;
                if by_key.insert(key.clone(), row).is_some() {
                    return Err(Error::invalid(format!("row {number}: {key} stands there twice")));
                }
            }
            return Ok((issues, by_key));
        }
        let chosen = Chosen { jql: jql.as_deref(), keys, filter: filter.as_deref(), from_file: from_file.as_ref() };
        Ok((chosen.issues(cx, fields).await?, BTreeMap::new()))
    }

    async fn plan(&self, cx: &Cx) -> Result<Plan> {
        let (found, rows) = self.chosen(cx).await?;
        let all: Vec<_> = rows.values().cloned().collect();
        let mapping = Mapping::new(&self.map, &all)?;
        let columns = all.iter().flat_map(|row| row.cells.keys()).any(|name| !rows::is_key(name));
        if self.field.is_empty() && !columns {
            return Err(Error::usage("there is nothing to change")
                .hint("use `--field`, or a file with more columns than `key`"));
        }
        let mut groups: BTreeMap<_, (Catalogue, Map<String, Value>)> = BTreeMap::new();
        let (mut items, mut faults) = (Vec::with_capacity(found.len()), Faults::default());
        for issue in &found {
            let (catalogue, common) = match groups.entry(group(issue)) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(self.common(cx, issue).await?),
            };
            let mut body = common.clone();
            if let Some(row) = rows.get(&issue.key) {
                let own = faults.keep(row.number, own(cx, catalogue, &mapping, row).await);
                merge(&mut body, own.unwrap_or_default());
            }
            if body.is_empty() {
                continue;
            }
            let changed = names(catalogue, &body);
            items.push(Item::new(&issue.key, &body)?.about(issue.about(&changed)));
        }
        faults.check(all.len())?;
        Ok(Plan::new(format!("change fields of {}", issues(items.len())), items))
    }

    /// The fields that issues like this one have, and what is said of all.
    async fn common(&self, cx: &Cx, issue: &Issue) -> Result<(Catalogue, Map<String, Value>)> {
        let catalogue = Catalogue::of_issue(cx, &IssueKey(issue.key.clone())).await?;
        let mut edits = Edits::new(cx, &catalogue);
        for pair in &self.field {
            edits.assign(pair).await?;
        }
        let body = edits.body();
        Ok((catalogue, body))
    }

    /// The fields of the first issue, and a row for each issue with what it has in them.
    async fn template(&self, cx: &Cx, file: &OutputFile) -> Result<()> {
        let (found, _) = self.chosen(cx).await?;
        let Some(first) = found.first() else { return Ok(()) };
        let catalogue = Catalogue::of_issue(cx, &IssueKey(first.key.clone())).await?;
        let fields: Vec<_> = catalogue.fields().iter().filter(|field| field.allows("set")).collect();
        let name = |field: &&Field| match catalogue.all_called(&field.name).as_slice() {
            [_] => field.name.clone(),
            _ => field.id.clone(),
        };
        let names: Vec<_> = fields.iter().map(name).collect();
        let keys: Vec<_> = found.iter().map(|issue| issue.key.clone()).collect();
        let ids: Vec<_> = fields.iter().map(|field| field.id.as_str()).collect();
        let found = select::by_key(cx, &keys, &ids.join(",")).await?;
        let mut out = cx.create(file)?;
        out.write_all(csv::line(std::iter::once("key").chain(names.iter().map(String::as_str))).as_bytes())?;
        for issue in &found {
            let cells: Vec<_> = fields
                .iter()
                .map(|field| {
                    issue.fields.get(&field.id).map_or_else(String::new, |value| portable::typed(field, value))
                })
                .collect();
            let cells = cells.iter().map(String::as_str);
            out.write_all(csv::line(std::iter::once(issue.key.as_str()).chain(cells)).as_bytes())?;
        }
        out.finish()?;
        super::template(cx, file, names.len())
    }
}

/// What a row changes.
async fn own(cx: &Cx, catalogue: &Catalogue, mapping: &Mapping<'_>, row: &Row) -> Result<Map<String, Value>> {
    let mut edits = Edits::new(cx, catalogue);
    for (column, value) in row.cells.iter().filter(|(column, _)| !rows::is_key(column)) {
        if let Some(name) = mapping.field(column) {
            portable::set(&mut edits, catalogue, name, value).await?;
        }
    }
    Ok(edits.body())
}

/// What a row says goes before what is said of all.
fn merge(body: &mut Map<String, Value>, own: Map<String, Value>) {
    for (part, values) in own {
        match (body.get_mut(&part), values) {
            (Some(Value::Object(there)), Value::Object(values)) => there.extend(values),
            (_, values) => drop(body.insert(part, values)),
        }
    }
}

/// The names of the fields that a body changes.
fn names(catalogue: &Catalogue, body: &Map<String, Value>) -> String {
    let ids = body.values().filter_map(Value::as_object).flat_map(Map::keys);
    let names: Vec<_> = ids.map(|id| catalogue.by_id(id).map_or(id.as_str(), |field| &field.name)).collect();
    names.join(", ")
}

/// Sent again as it is where an answer was lost: the same values once more change nothing, and Jira does not note them.
async fn one(cx: &Cx, task: &Task) -> Result<Outcome> {
    let body: Map<String, Value> = task.input()?;
    cx.request(PUT).param("issueIdOrKey", &task.key).json_body(&body).send().await?;
    Ok(Outcome::done(""))
}
