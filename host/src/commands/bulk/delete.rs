//! `bulk delete`: forgets journals.

use clap::Args;

use crate::error::{Error, Result};
use crate::journal;
use crate::output::{self, Level};
use crate::terminal;

/// Forget journals; what was done stays done, and what is left cannot be taken up again
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli bulk delete 20261102-101500-k3xw")]
pub(super) struct Delete {
    /// What `bulk list` calls them
    #[arg(required = true)]
    ids: Vec<String>,
}

impl Delete {
    pub(super) fn run(self, yes: bool) -> Result<()> {
        for id in &self.ids {
            let left = journal::items(id).map(|(journal, _)| journal.counts.left()).unwrap_or(0);
            if left > 0 && !yes {
                ask(id, left)?;
            }
            journal::remove(id)?;
            output::note(Level::Success, &format!("forgot the journal {id}"));
        }
        Ok(())
    }
}

fn ask(id: &str, left: u32) -> Result<()> {
    let what = format!("{left} items of `{id}` are left and cannot be taken up again then");
    if !terminal::is_there() {
        return Err(Error::refused(format!("{what}, and nobody is there to ask")).hinted("add `--yes`"));
    }
    if terminal::agrees(&format!("{what}. Forget it?"))? {
        return Ok(());
    }
    Err(Error::refused("not confirmed; the journal stays"))
}
