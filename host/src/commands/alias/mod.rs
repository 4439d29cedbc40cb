//! `alias`: short names for commands that one types often.

mod delete;
mod list;
mod set;

use clap::{ArgMatches, Command, FromArgMatches, Subcommand};

use crate::cli::Globals;
use crate::error::{Error, Result};
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
    let command = Command::new(NAME)
        .about("Short names for commands that one types often")
        .subcommand_required(true)
        .arg_required_else_help(true);
    Verb::augment_subcommands(command)
}

pub(super) fn run(matches: &ArgMatches, globals: &Globals, plugins: &Plugins<'_>) -> Result<()> {
    match Verb::from_arg_matches(matches) {
        Ok(Verb::Set(set)) => set.run(plugins),
        Ok(Verb::List(list)) => list.run(globals),
        Ok(Verb::Delete(delete)) => delete.run(),
        Err(error) => Err(Error::bug("`alias` cannot be read").caused_by(error)),
    }
}
