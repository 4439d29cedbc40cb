//! `jira audit export`: Jira's audit log as a file.

use super::csv;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;
use std::io::Write;

/// How the file is written.
#[derive(Choice, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Jsonl,
    Csv,
}

/// Write Jira's audit log to a file
///
/// All of it, or what happened in a time; page by page, so that it may be of any size. Needs the right to administer Jira.
#[derive(Command)]
#[command(path = "audit export", effect = "read", result = "many", id = "/file", need = "files")]
#[command(example = "jira audit export --output audit.json")]
#[command(example = "jira audit export --output audit.csv --since 2026-01-01")]
#[http(super::RECORDS)]
#[column("File", "/file")]
#[column("Records", "/records", number)]
pub(crate) struct Export {
    /// File to write, - for standard output
    #[arg(long, short = 'o', value_name = "FILE")]
    output: OutputFile,
    /// Form of the file; without it, as the file's name ends, else JSON
    #[arg(long, value_name = "FORM")]
    export_format: Option<Form>,
    /// Only what happened since
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Only what happened until
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// Words that a record has
    #[arg(long, value_name = "WORDS")]
    filter: Option<String>,
}

impl Run for Export {
    async fn run(self, cx: &Cx) -> Result<()> {
        let form = self.export_format.unwrap_or_else(|| Form::of(self.output.name()));
        let mut file = cx.create(&self.output)?;
        let mut pages = super::pages(cx, self.since.as_ref(), self.until.as_ref(), self.filter.as_deref(), Limit::ALL);
        let bar = cx.progress("Exporting", None);
        let mut written: u64 = 0;
        file.write_all(form.head().as_bytes())?;
        while let Some(records) = pages.try_next().await? {
            // A page at a time: a call to the host for each record would cost more than the record.
            let mut text = String::new();
            for record in &records {
                text.push_str(&form.record(record, written == 0)?);
                written += 1;
            }
            file.write_all(text.as_bytes())?;
            if let Some(total) = pages.total() {
                bar.total(total);
            }
            bar.advance(u64::try_from(records.len()).unwrap_or(0));
        }
        file.write_all(form.foot(written == 0).as_bytes())?;
        file.finish()?;
        if self.output.name() == "-" {
            return Ok(());
        }
        cx.emit(&json!({"file": self.output.name(), "records": written}))
    }
}

impl Form {
    /// As the name of a file says.
    fn of(name: &str) -> Self {
        match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
            Some("csv") => Self::Csv,
            Some("jsonl" | "ndjson") => Self::Jsonl,
            _ => Self::Json,
        }
    }

    fn head(self) -> String {
        match self {
            Self::Json => "[".to_owned(),
            Self::Jsonl => String::new(),
            Self::Csv => csv::head(),
        }
    }

    fn record(self, record: &RawValue, is_first: bool) -> Result<String> {
        let comma = if is_first { "\n" } else { ",\n" };
        match self {
            Self::Json => Ok(format!("{comma}{}", record.get())),
            Self::Jsonl => Ok(format!("{}\n", record.get().replace(['\n', '\r'], " "))),
            Self::Csv => csv::row(record),
        }
    }

    fn foot(self, is_empty: bool) -> &'static str {
        match self {
            Self::Json if is_empty => "]\n",
            Self::Json => "\n]\n",
            Self::Jsonl | Self::Csv => "",
        }
    }
}
