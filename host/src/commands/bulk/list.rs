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
/// The newest come first. A command that was cut off goes on with `--resume ID`, and nothing is done twice. What is finished without a failure is
/// forgotten after 30 days, everything else when you delete it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli bulk list
  atlassian-cli bulk list --unfinished")]
pub(super) struct List {
    /// Only those of which something is left to do, or failed
    #[arg(long)]
    unfinished: bool,
    /// How many of the newest; 0 for all
    #[arg(long, value_name = "N", default_value_t = 0)]
    limit: usize,
}

impl List {
    pub(super) fn run(self, globals: &Globals) -> Result<()> {
        let mut output = Output::new(&globals.view, Shape::many(COLUMNS, "/id"))?;
        let mut journals = Vec::new();
        for found in journal::all()? {
            match found {
                Found::Unreadable(error) => output::warn(&error),
                Found::Journal(journal) if self.takes(&journal, globals) => journals.push(journal),
                Found::Journal(_) => {}
            }
        }
        let cut = if self.limit > 0 { journals.len().saturating_sub(self.limit) } else { 0 };
        for journal in journals.iter().skip(cut).rev() {
            output.value(&record(journal))?;
        }
        if cut > 0 {
            let total = u64::try_from(journals.len()).unwrap_or(u64::MAX);
            output.incomplete("these are the newest; `--limit 0` shows all", Some(total));
        }
        output.finish(true)
    }

    fn takes(&self, journal: &Journal, globals: &Globals) -> bool {
        let is_of_profile = globals.profile.as_ref().is_none_or(|name| *name == journal.profile);
        is_of_profile && !(self.unfinished && state(journal) == "finished")
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
