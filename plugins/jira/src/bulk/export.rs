//! `jira bulk export`: issues into a file, as many as there are, in a form that `jira bulk import` takes.

use super::portable::{self, OWN};
use super::{Chosen, Issue, csv, select};
use crate::fields::{Catalogue, SITE, Shown};
use atlassian_plugin_sdk::files::Writer;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, Value};
use std::io::Write;

/// The forms of a file.
#[derive(Choice, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// One object a line.
    Jsonl,
    /// One array of objects.
    Json,
    /// A table.
    Csv,
}

impl Form {
    /// As the name of a file says.
    fn of(name: &str) -> Self {
        match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
            Some("csv") => Self::Csv,
            Some("json") => Self::Json,
            _ => Self::Jsonl,
        }
    }
}

/// Export issues into a file
///
/// Each issue has its fields under their names, with values that one could type: `jira bulk import` makes the same issues
/// of them elsewhere. The description is Atlassian's document format in JSON, and Markdown in CSV. In JSON and JSONL an
/// issue has its custom fields; a CSV file has those that `--fields` names. Any number of issues needs the same memory.
///
/// Not exported: comments, work, files, links, history, sprints and ranks.
#[derive(Command)]
#[command(path = "bulk export", effect = "read", result = "text", need = "files")]
#[command(example = "jira bulk export --jql \"project = DEV\" --as csv")]
#[command(example = "jira bulk export --jql \"project = DEV ORDER BY key\" --output issues.jsonl")]
#[http(select::CHOOSE, SITE)]
pub(crate) struct Export {
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
    /// Fields to export instead of the usual ones, by name or id, separated by commas (can be repeated)
    #[arg(long, value_name = "FIELDS")]
    fields: Vec<String>,
    /// Form of the file; without it, as the file's name ends, else JSONL
    #[arg(long = "as", value_name = "FORM")]
    form: Option<Form>,
    /// File to write (`-` for standard output)
    #[arg(long, default = "-", value_name = "FILE")]
    output: OutputFile,
}

/// A field and what it is called in the file.
struct Exported {
    id: String,
    name: String,
}

impl Run for Export {
    async fn run(self, cx: &Cx) -> Result<()> {
        let Self { jql, keys, filter, from_file, .. } = &self;
        let form = self.form.unwrap_or_else(|| Form::of(self.output.name()));
        let chosen = Chosen { jql: jql.as_deref(), keys, filter: filter.as_deref(), from_file: from_file.as_ref() };
        chosen.check()?;
        let query = chosen.query(cx).await?;
        let fields = self.exported(cx, form).await?;
        let ids: Vec<_> = std::iter::once("key").chain(fields.iter().map(|field| field.id.as_str())).collect();
        let mut file = File { form, fields: &fields, out: cx.create(&self.output)?, count: 0 };
        file.begin()?;
        match query {
            Some(jql) => {
                let mut pages = select::request(cx, &jql, &ids.join(",")).pages(select::pages(), Limit::ALL);
                while let Some(issues) = pages.try_next().await? {
                    for issue in issues.iter() {
                        let issue: Issue = atlassian_plugin_sdk::read("an issue", issue)?;
                        file.issue(&issue)?;
                    }
                }
            }
            None => chosen.issues(cx, &ids.join(",")).await?.iter().try_for_each(|issue| file.issue(issue))?,
        }
        let count = file.end()?;
        cx.success(&format!("exported {}", super::issues(count)));
        Ok(())
    }
}

impl Export {
    /// The fields of the file: those that were named, or Jira's own and the custom ones that mean the same elsewhere.
    async fn exported(&self, cx: &Cx, form: Form) -> Result<Vec<Exported>> {
        if let Some(shown) = Shown::chosen(cx, &self.fields).await? {
            let titles: Vec<_> = shown.to_string().split(',').map(str::to_owned).collect();
            let site = Catalogue::of_site(cx).await?;
            // Every issue has its key anyway, in front.
            let others = titles.into_iter().filter(|id| id != "key");
            return Ok(others.map(|id| Exported { name: name(&site, &id), id }).collect());
        }
        let own = OWN.iter().map(|id| Exported { id: (*id).to_owned(), name: (*id).to_owned() });
        if form == Form::Csv {
            return Ok(own.collect());
        }
        let site = Catalogue::of_site(cx).await?;
        let custom = site.fields().iter().filter(|field| portable::goes_along(field));
        let custom = custom.map(|field| Exported { name: name(&site, &field.id), id: field.id.clone() });
        Ok(own.chain(custom).collect())
    }
}

/// A custom field's name, where it is the only one that is called so.
fn name(site: &Catalogue, id: &str) -> String {
    match site.by_id(id) {
        Some(field) if id.starts_with("customfield_") && site.all_called(&field.name).len() == 1 => field.name.clone(),
        _ => id.to_owned(),
    }
}

/// A file in the making.
struct File<'a> {
    form: Form,
    fields: &'a [Exported],
    out: Writer,
    count: usize,
}

impl File<'_> {
    fn begin(&mut self) -> Result<()> {
        if self.form == Form::Csv {
            let names = self.fields.iter().map(|field| field.name.as_str());
            self.out.write_all(csv::line(std::iter::once("key").chain(names)).as_bytes())?;
        }
        Ok(())
    }

    fn issue(&mut self, issue: &Issue) -> Result<()> {
        let value = |id: &str| match id {
            "id" => Value::String(issue.id.clone()),
            id => issue.fields.get(id).map_or(Value::Null, portable::value),
        };
        let text = match self.form {
            Form::Csv => {
                let cells: Vec<_> = self.fields.iter().map(|field| portable::cell(&value(&field.id))).collect();
                csv::line(std::iter::once(issue.key.as_str()).chain(cells.iter().map(String::as_str)))
            }
            Form::Json | Form::Jsonl => {
                let mut record = Map::new();
                record.insert("key".to_owned(), issue.key.as_str().into());
                for field in self.fields {
                    let value = value(&field.id);
                    if !value.is_null() || !field.id.starts_with("customfield_") {
                        record.insert(field.name.clone(), value);
                    }
                }
                let before = match (self.form, self.count) {
                    (Form::Json, 0) => "[\n",
                    (Form::Json, _) => ",\n",
                    _ => "",
                };
                let after = if self.form == Form::Json { "" } else { "\n" };
                format!("{before}{}{after}", Value::Object(record))
            }
        };
        self.out.write_all(text.as_bytes())?;
        self.count += 1;
        Ok(())
    }

    /// Ends the file, and answers how many issues it has.
    fn end(mut self) -> Result<usize> {
        if self.form == Form::Json {
            self.out.write_all(if self.count == 0 { b"[]\n" } else { b"\n]\n" })?;
        }
        self.out.finish()?;
        Ok(self.count)
    }
}
