//! `bulk show`: the items of one journal.

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::cli::{self, Globals};
use crate::error::Result;
use crate::journal::{self, State};
use crate::output::{self, Level, Output, Shape};

const COLUMNS: &[(&str, &str)] =
    &[("#", "/number"), ("Item", "/key"), ("State", "/state"), ("Outcome", "/outcome"), ("At", "/at")];

/// Show what became of each item of a bulk command
///
/// `begun` is an item of which is not known whether it was changed: `--resume ID` looks before it goes on.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli bulk show 20261102-101500-k3xw
  atlassian-cli bulk show 20261102-101500-k3xw --state failed --format csv")]
pub(super) struct Show {
    /// What `bulk list` calls it
    id: String,
    /// Only items in this state (can be repeated)
    #[arg(long, value_name = "STATE")]
    state: Vec<Chosen>,
}

/// A state as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chosen {
    /// Nothing was sent for it yet
    Planned,
    /// Something may have been sent for it
    Begun,
    /// It was done
    Done,
    /// There was nothing to do
    Skipped,
    /// The site said no
    Failed,
}

impl Chosen {
    fn of(state: State) -> Self {
        match state {
            State::Planned => Self::Planned,
            State::Begun => Self::Begun,
            State::Done => Self::Done,
            State::Skipped => Self::Skipped,
            State::Failed => Self::Failed,
        }
    }
}

impl Show {
    pub(super) fn run(self, globals: &Globals) -> Result<()> {
        let (journal, items) = journal::items(&self.id)?;
        let mut output = Output::new(&globals.view, Shape::many(COLUMNS, "/key"))?;
        for item in items {
            if self.state.is_empty() || self.state.contains(&Chosen::of(item.state)) {
                output.value(&json!({
                    "number": item.number, "key": item.key, "state": item.state.as_str(), "outcome": item.outcome,
                    "at": item.at,
                }))?;
            }
        }
        output.finish(true)?;
        let left = journal.counts.left() + journal.counts.failed;
        if left > 0 && !journal.is_running {
            let (name, command, id) = (cli::NAME, &journal.command, &journal.id);
            let text = format!(
                "{left} left or failed; `{name} {command} --resume {id} --profile {}` goes on",
                journal.profile
            );
            output::note(Level::Info, &text);
        }
        Ok(())
    }
}
