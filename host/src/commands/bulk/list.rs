//! `bulk list`: every journal, and how far it is.

use clap::Args;
use serde_json::json;

use crate::cli::Globals;
use crate::error::Result;
use crate::journal::{self, Counts, Found, Journal};
use crate::output::{self, Output, Shape};

const COLUMNS: &[(&str, &str)] = &[
    ("ID", "/id"),
    ("Command", "/command"),
    ("What", "/title"),
    ("Profile", "/profile"),
    ("State", "/state"),
    ("Items", "/items"),
    ("Done", "/done"),
    ("Skipped", "/skipped"),
    ("Failed", "/failed"),
    ("Left", "/left"),
    ("Created", "/created"),
];

/// List bulk commands and how far they have come
///
/// A command that was cut off goes on with `--resume ID`, and nothing is done twice. What is finished without a failure is
/// forgotten after 30 days, everything else when you delete it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli bulk list
  atlassian-cli bulk list --unfinished")]
pub(super) struct List {
    /// Only those of which something is left to do, or failed
    #[arg(long)]
    unfinished: bool,
}

impl List {
    pub(super) fn run(self, globals: &Globals) -> Result<()> {
        let mut output = Output::new(&globals.view, Shape::many(COLUMNS, "/id"))?;
        for found in journal::all()? {
            match found {
                Found::Unreadable(error) => output::warn(&error),
                Found::Journal(journal) => {
                    let is_finished = state(&journal) == "finished";
                    let is_of_profile = globals.profile.as_ref().is_none_or(|name| *name == journal.profile);
                    if is_of_profile && !(self.unfinished && is_finished) {
                        output.value(&record(&journal))?;
                    }
                }
            }
        }
        output.finish(true)
    }
}

/// One word for how far it is.
fn state(journal: &Journal) -> &'static str {
    let Counts { failed, .. } = journal.counts;
    match journal.counts.left() {
        _ if journal.is_running => "running",
        0 if failed > 0 => "failed",
        0 => "finished",
        _ => "unfinished",
    }
}

/// As a record.
pub(super) fn record(journal: &Journal) -> serde_json::Value {
    let Journal { id, created, command, profile, site, title, counts, .. } = journal;
    let Counts { done, skipped, failed, begun, .. } = counts;
    json!({
        "id": id, "command": command, "title": title, "profile": profile, "site": site, "state": state(journal),
        "items": counts.total(), "done": done, "skipped": skipped, "failed": failed, "begun": begun,
        "left": counts.left(), "created": created,
    })
}
