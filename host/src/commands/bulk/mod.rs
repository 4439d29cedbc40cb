//! `bulk`: journals of commands that do something to many things.

mod delete;
mod list;
mod show;

use clap::{ArgMatches, Command, Subcommand};

use crate::cli::Globals;
use crate::error::Result;

/// The word that is typed.
pub(super) const NAME: &str = "bulk";

#[derive(Debug, Subcommand)]
enum Verb {
    List(list::List),
    Show(show::Show),
    Delete(delete::Delete),
}

pub(super) fn declare() -> Command {
    super::noun::<Verb>(NAME, "Show how far bulk commands have come, and what is left of them")
}

pub(super) fn run(matches: &ArgMatches, globals: &Globals) -> Result<()> {
    match super::typed(matches)? {
        Verb::List(list) => list.run(globals),
        Verb::Show(show) => show.run(globals),
        Verb::Delete(delete) => delete.run(globals.yes),
    }
}
