//! `jira bulk import`: issues from a table, each made once.

use super::portable::{self, Column};
use super::rows::{self, Faults, Mapping, Row};
use super::{Issue, csv, issues, select};
use crate::fields::{CREATE, Catalogue, Edits, VALUES};
use crate::key::IssueKey;
use atlassian_plugin_sdk::bulk::{Became, Bulk, Item, Outcome, Plan, Task};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize, Serialize};
use atlassian_plugin_sdk::serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::time::Duration;

const POST: Endpoint = endpoint!(
    jira POST "/rest/api/3/issue",
    classic("write:jira-work"),
    granular(
        "read:issue:jira", "write:attachment:jira", "write:comment.property:jira", "write:comment:jira",
        "write:issue:jira",
    ),
);

/// Name of the property by which an issue is known again: the journal and its row.
const MARK: &str = "atlassian-cli.bulk";
/// Jira's search shows a new issue only after a moment.
const INDEXED: Duration = Duration::from_secs(2);
/// How far the site's clock may be from ours, in minutes.
const SKEW: u64 = 10;

/// Create issues from a file
///
/// CSV, JSON or JSONL, as `jira bulk export` writes it or as you have it: a column for each field, by name or id, and `type`
/// for the type of each issue. Every row is checked before the first issue is made. Each issue has a property that names
/// the journal and the row, so that one whose answer was lost is found and not made again.
///
/// Columns that tell what Jira decides itself (`key`, `status`, `created`, `updated`) are not taken over; versions and
/// components that the project does not have are left out, and named. An issue whose parent stands in the file, by the
/// column `key`, gets the new issue of that row as its parent; any other parent is taken as it is.
#[derive(Command)]
#[command(path = "bulk import", effect = "write", result = "many", id = "/issue")]
#[command(need = "journal", need = "prompt", need = "files")]
#[command(example = "jira bulk import --from-file issues.csv --project DEV --map \"Title=summary\" --yes")]
#[command(example = "jira bulk import --project DEV --type Task --generate-template -")]
#[http(CREATE, VALUES, select::CHOOSE, POST)]
#[web(issue: jira "/browse/{issue}")]
#[column("Row", "/key")]
#[column("Status", "/status", status)]
#[column("Issue", "/issue")]
#[column("Message", "/message")]
pub(crate) struct Import {
    /// File with the issues (`-` for standard input)
    #[arg(long, value_name = "FILE")]
    from_file: Option<InputFile>,
    /// Project to make them in; without it, the column `project` says
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
    /// Type of issues whose row has none
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Field that a column of the file is for, COLUMN=FIELD; COLUMN= leaves it out (can be repeated)
    #[arg(long, value_name = "COLUMN=FIELD", requires = "from-file")]
    map: Vec<KeyValue>,
    /// Value for a field of issues whose row has none, NAME=VALUE, where their type has that field (can be repeated)
    #[arg(long, value_name = "NAME=VALUE")]
    field: Vec<KeyValue>,
    /// Leave out columns that are no field there, instead of refusing the file
    #[arg(long)]
    skip_unknown: bool,
    /// Write a CSV file to fill in for the project and type, instead of making issues (`-` for standard output)
    #[arg(long, value_name = "FILE", conflicts = "from-file")]
    generate_template: Option<OutputFile>,
}

/// What is needed to make one.
#[derive(Serialize, Deserialize)]
#[serde(crate = "self::serde")]
struct Input {
    project: String,
    body: Map<String, Value>,
    /// When it was planned, in milliseconds since 1970.
    planned: u64,
    /// The row of its parent, where that is made from the same file.
    above: Option<Above>,
}

/// An item whose issue is to be the parent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(crate = "self::serde")]
struct Above {
    /// Its place in the plan.
    place: u32,
    /// Its number in the file.
    number: usize,
    /// Id of the field that has the parent.
    field: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Made {
    key: String,
}

impl Run for Import {
    async fn run(self, cx: &Cx) -> Result<()> {
        if let Some(file) = &self.generate_template {
            return self.template(cx, file).await;
        }
        let bulk = Bulk::new("importing").made("issue");
        bulk.run(cx, async || self.plan(cx).await, async |task| one(cx, task).await).await
    }
}

impl Import {
    async fn plan(&self, cx: &Cx) -> Result<Plan> {
        let file = self.from_file.as_ref().ok_or_else(|| Error::usage("`--from-file` is missing"))?;
        let rows = rows::parse(&select::read(cx, file)?)?;
        if rows.is_empty() {
            return Err(Error::invalid("the file has no rows"));
        }
        let mapping = Mapping::new(&self.map, &rows)?;
        let mut catalogues: BTreeMap<(String, String), Catalogue> = BTreeMap::new();
        let (mut items, mut faults, mut left_out) = (Vec::new(), Faults::default(), BTreeSet::new());
        let planned = cx.now().unix_ms;
        let above = above(&mapping, &rows);
        let order = parents_first(&above).map_err(|row| {
            let number = rows.get(row).map_or(0, |row| row.number);
            Error::invalid(format!("row {number}: its parent, or the parent of that, is the row itself"))
        })?;
        let places: BTreeMap<usize, u32> = order.iter().copied().zip(0..).collect();
        for index in order {
            let Some(row) = rows.get(index) else { continue };
            let Some(place) = faults.keep(row.number, self.place(&mapping, row)) else { continue };
            if !catalogues.contains_key(&place) {
                let found = Catalogue::of_project(cx, &place.0, &place.1).await;
                let Some(catalogue) = faults.keep(row.number, found) else { continue };
                catalogues.insert(place.clone(), catalogue);
            }
            let Some(catalogue) = catalogues.get(&place) else { continue };
            let body = self.body(cx, catalogue, &mapping, row, &mut left_out).await;
            let Some(body) = faults.keep(row.number, body) else { continue };
            let summary = body.get("fields").and_then(|fields| fields.get("summary")).and_then(Value::as_str);
            let about = format!("row {}: {} {}", row.number, place.1, summary.unwrap_or_default());
            let project = catalogue.project().unwrap_or(&place.0).to_owned();
            let above = above.get(index).and_then(Option::as_ref).and_then(|(column, parent)| {
                let field = catalogue.find(mapping.field(column)?).ok()?.id.clone();
                Some(Above { place: *places.get(parent)?, number: rows.get(*parent)?.number, field })
            });
            let input = Input { project, body, planned, above };
            items.push(Item::new(format!("row {}", row.number), &input)?.about(about));
        }
        faults.check(rows.len())?;
        if !left_out.is_empty() {
            cx.warn(&format!(
                "left out, for the project does not have it: {}",
                crate::fields::listed(left_out.iter().map(String::as_str))
            ));
        }
        let projects: BTreeSet<_> = catalogues.keys().map(|(project, _)| project.as_str()).collect();
        let places = projects.into_iter().collect::<Vec<_>>().join(", ");
        Ok(Plan::new(format!("create {} in {places}", issues(items.len())), items))
    }

    /// Project and type of a row.
    fn place(&self, mapping: &Mapping<'_>, row: &Row) -> Result<(String, String)> {
        let cell = |is: &dyn Fn(&str) -> bool| {
            let found = row.cells.iter().find(|(column, _)| mapping.field(column).is_some_and(is));
            found.map(|(_, value)| rows::text(value)).filter(|text| !text.trim().is_empty())
        };
        let project = self.project.clone().or_else(|| cell(&|name| name.trim().eq_ignore_ascii_case("project")));
        let kind = cell(&portable::is_type).or_else(|| self.kind.clone());
        let project = project.ok_or_else(|| Error::invalid("it has no project").hint("use `--project`"))?;
        let kind = kind.ok_or_else(|| Error::invalid("it has no type").hint("use `--type`"))?;
        Ok((project.trim().to_ascii_uppercase(), kind.trim().to_owned()))
    }

    /// The request's body for a row.
    async fn body(
        &self,
        cx: &Cx,
        catalogue: &Catalogue,
        mapping: &Mapping<'_>,
        row: &Row,
        left_out: &mut BTreeSet<String>,
    ) -> Result<Map<String, Value>> {
        let mut edits = Edits::new(cx, catalogue);
        for pair in &self.field {
            if edits.knows(pair) {
                edits.assign(pair).await?;
            }
        }
        for (column, value) in &row.cells {
            let Some(name) = mapping.field(column) else { continue };
            let is_empty = value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
            let is_empty = is_empty || value.as_array().is_some_and(Vec::is_empty);
            match portable::column(catalogue, name, self.skip_unknown)? {
                Column::Set => {
                    let (value, missing) = portable::there(catalogue, name, value);
                    left_out.extend(missing.into_iter().map(|value| format!("{name} {value}")));
                    portable::set(&mut edits, catalogue, name, &value).await?;
                }
                Column::LeftOut if !is_empty => drop(left_out.insert(column.clone())),
                Column::LeftOut | Column::Told => {}
            }
        }
        edits.put("project", json!({"key": catalogue.project()}));
        edits.put("issuetype", json!({"id": catalogue.kind().map(|kind| kind.id.as_str())}));
        edits.check_required()?;
        Ok(edits.body())
    }

    /// The fields that an issue is made with, and under each what it takes.
    async fn template(&self, cx: &Cx, file: &OutputFile) -> Result<()> {
        let (Some(project), Some(kind)) = (&self.project, &self.kind) else {
            return Err(Error::usage("a template is for a project and a type").hint("use `--project` and `--type`"));
        };
        let catalogue = Catalogue::of_project(cx, project, kind).await?;
        let given = ["project", "issuetype"];
        let fields: Vec<_> =
            catalogue.fields().iter().filter(|field| field.allows("set") && !given.contains(&&*field.id)).collect();
        let mut out = cx.create(file)?;
        let names = fields.iter().map(|field| field.name.as_str());
        out.write_all(csv::line(std::iter::once("type").chain(names)).as_bytes())?;
        out.finish()?;
        super::template(cx, file, fields.len())?;
        for field in fields {
            let required = if field.required && !field.has_default_value { " (required)" } else { "" };
            let takes = match field.choices() {
                Some(choices) if !choices.is_empty() => choices,
                _ => field.kind().to_owned(),
            };
            cx.note(&format!("{}{required}: {takes}", field.name));
        }
        Ok(())
    }
}

/// For each row whose parent is a row, too: the column that says so, and which row that is.
fn above<'r>(mapping: &Mapping<'_>, rows: &'r [Row]) -> Vec<Option<(&'r str, usize)>> {
    let keys: BTreeMap<String, usize> =
        rows.iter().enumerate().rev().filter_map(|(index, row)| Some((row.key()?, index))).collect();
    let parent = |row: &'r Row| {
        row.cells.iter().find_map(|(column, value)| {
            mapping.field(column).filter(|name| portable::is_parent(name))?;
            Some((column.as_str(), *keys.get(&IssueKey::read(&rows::text(value)).0)?))
        })
    };
    rows.iter().map(parent).collect()
}

/// The rows as in the file, but none before its parent.
///
/// # Errors
///
/// When a row is above itself: that row.
fn parents_first(above: &[Option<(&str, usize)>]) -> Result<Vec<usize>, usize> {
    let mut order = Vec::with_capacity(above.len());
    let mut placed = BTreeSet::new();
    for start in 0..above.len() {
        let mut chain = Vec::new();
        let mut next = Some(start);
        while let Some(row) = next.filter(|row| !placed.contains(row)) {
            if chain.len() > above.len() {
                return Err(start);
            }
            chain.push(row);
            next = above.get(row).and_then(Option::as_ref).map(|(_, parent)| *parent);
        }
        for row in chain.into_iter().rev() {
            placed.insert(row);
            order.push(row);
        }
    }
    Ok(order)
}

/// Puts the key of the issue that was made of the parent's row where the key of the file stands.
async fn below(task: &Task, above: &Above, body: &mut Map<String, Value>) -> Result<()> {
    let number = above.number;
    let key = match task.became(above.place).await {
        Became::Done(key) => key,
        Became::Shown => format!("the issue of row {number}"),
        Became::NotDone(reason) => {
            return Err(Error::invalid(format!("row {number}, its parent, was not created: {reason}")));
        }
        Became::CutOff => {
            return Err(Error::new(Kind::Cancelled, format!("row {number}, its parent, was not created")));
        }
    };
    if let Some(Value::Object(fields)) = body.get_mut("fields")
        && let Some(parent) = fields.get_mut(&above.field)
    {
        *parent = if parent.is_object() { json!({"key": key}) } else { json!(key) };
    }
    Ok(())
}

async fn one(cx: &Cx, task: &Task) -> Result<Outcome> {
    let Input { project, mut body, planned, above } = task.input()?;
    let mark = json!({"journal": *task.journal, "row": task.row()});
    if task.again
        && let Some(key) = made(cx, &project, planned, &mark).await?
    {
        return Ok(Outcome::done(key));
    }
    if let Some(above) = &above {
        below(task, above, &mut body).await?;
    }
    body.insert("properties".to_owned(), json!([{"key": MARK, "value": mark}]));
    let made: Made = cx.request(POST).json_body(&body).json().await?;
    Ok(Outcome::done(made.key))
}

/// The issue that was made for a row, if there is one: looked for among the newest, by its property.
async fn made(cx: &Cx, project: &str, planned: u64, mark: &Value) -> Result<Option<String>> {
    cx.sleep(INDEXED).await;
    let minutes = cx.now().unix_ms.saturating_sub(planned) / 60_000 + SKEW;
    let project = crate::jql::quoted(project);
    let jql = format!("project = {project} AND created >= -{minutes}m ORDER BY created DESC");
    let request = select::request(cx, &jql, "summary").query("properties", MARK);
    let newest: Vec<Issue> = request.all(select::pages()).await?;
    Ok(newest.into_iter().find(|issue| issue.properties.get(MARK) == Some(mark)).map(|issue| issue.key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_stand_first_and_all_else_stays() -> Result<()> {
        let rows = rows::parse("key,Above\nA-1,a-3\nA-2,B-9\nA-3,A-4\nA-4,\nA-5,A-1\n")?;
        let pairs = [KeyValue { key: "Above".to_owned(), value: "parent".to_owned() }];
        let found = above(&Mapping::new(&pairs, &rows)?, &rows);
        assert_eq!(found, [Some(("Above", 2)), None, Some(("Above", 3)), None, Some(("Above", 0))]);
        assert_eq!(parents_first(&found), Ok(vec![3, 2, 0, 1, 4]));
        assert_eq!(parents_first(&[None, Some(("x", 2)), Some(("x", 1))]), Err(1));
        assert_eq!(parents_first(&[Some(("x", 0))]), Err(0));
        Ok(())
    }
}
