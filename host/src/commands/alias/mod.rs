//! `alias`: short names for commands that one types often.

mod delete;
mod list;
mod set;

use clap::{ArgMatches, Command, Subcommand};

use crate::cli::Globals;
use crate::error::Result;
use crate::plugin::Plugins;

/// The word that is typed.
pub(super) const NAME: &str = "alias";

#[derive(Debug, Subcommand)]
enum Verb {
    Set(set::Set),
    List(list::List),
    Delete(delete::Delete),
}

pub(super) fn declare() -> Command {
    super::noun::<Verb>(NAME, "Short names for commands that one types often")
}

pub(super) fn run(matches: &ArgMatches, globals: &Globals, plugins: &Plugins<'_>) -> Result<()> {
    match super::typed(matches)? {
        Verb::Set(set) => set.run(plugins),
        Verb::List(list) => list.run(globals),
        Verb::Delete(delete) => delete.run(),
    }
}
