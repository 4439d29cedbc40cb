//! `audit verify`: whether the log is as it was written.

use clap::Args;
use serde_json::json;

use crate::audit;
use crate::cli::Globals;
use crate::error::{Error, Result};
use crate::output::{self, Column, Level, Output, Shape};
use crate::plugin::manifest::ResultKind;

const COLUMNS: &[(&str, &str)] = &[
    ("State", "/state"),
    ("Files", "/files"),
    ("Lines", "/lines"),
    ("Unchecked", "/unchecked"),
    ("Dropped when full", "/dropped"),
    ("From", "/from"),
    ("To", "/to"),
];

/// Findings that are shown on standard error.
const SHOWN: usize = 20;

/// Check that the audit log is as it was written
///
/// Finds lines that were changed, removed, put in, reordered or cut off by anyone who does not have the key beside your
/// credentials. Whoever has it, which includes you and every program that runs as you, can write a log that passes.
/// Changes nothing. Fails when something is wrong.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli audit verify
  atlassian-cli audit verify --format json")]
pub(super) struct Verify {}

impl Verify {
    pub(super) fn run(self, globals: &Globals) -> Result<()> {
        let report = audit::verify()?;
        let findings: Vec<_> = report.findings.iter().map(ToString::to_string).collect();
        let state = match (findings.is_empty(), report.files) {
            (true, 0) => "no log yet",
            (true, _) => "whole",
            (false, _) => "not whole",
        };
        let columns = COLUMNS.iter().map(|(title, pointer)| Column::text(*title, *pointer)).collect();
        let shape = Shape { result: ResultKind::One, columns, id: Some("/state".to_owned()), pages: Vec::new() };
        let mut output = Output::new(&globals.view, shape)?;
        output.value(&json!({
            "state": state, "files": report.files, "lines": report.lines, "unchecked": report.unchecked,
            "dropped": report.dropped, "from": report.from, "to": report.to, "notes": report.notes,
            "findings": findings,
        }))?;
        output.finish(true)?;
        for note in &report.notes {
            output::note(Level::Info, note);
        }
        let bounds = "this finds what others did to the log; it cannot bind you, who hold its key";
        output::note(Level::Info, bounds);
        if findings.is_empty() {
            return Ok(());
        }
        let mut error = Error::failed("the audit log is not as it was written");
        let many = findings.len();
        error.causes = findings.into_iter().take(SHOWN).collect();
        if many > SHOWN {
            error = error.caused_by(format!("{} more: `--format json` lists all", many - SHOWN));
        }
        Err(error.hinted(
            "keep a copy if you do not know why; a new log begins when `audit*.jsonl` and `audit-head-*` are moved away",
        ))
    }
}
