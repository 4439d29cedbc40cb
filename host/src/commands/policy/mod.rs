//! `policy`: what the organisation's policy and the run's own rules decide.

mod explain;

use clap::{ArgMatches, Command, FromArgMatches, Subcommand};

use crate::cli::Globals;
use crate::error::{Error, Result};
use crate::plugin::Plugins;
use crate::policy::Policy;

/// The word that is typed.
pub(super) const NAME: &str = "policy";

#[derive(Debug, Subcommand)]
enum Commands {
    Explain(explain::Explain),
}

pub(super) fn declare() -> Command {
    let command =
        Command::new(NAME).about("See what a policy decides").subcommand_required(true).arg_required_else_help(true);
    Commands::augment_subcommands(command)
}

pub(super) fn run(matches: &ArgMatches, globals: &Globals, plugins: &Plugins<'_>, policy: &Policy) -> Result<()> {
    match Commands::from_arg_matches(matches) {
        Ok(Commands::Explain(explain)) => explain.run(globals, plugins, policy),
        Err(error) => Err(Error::bug("`policy` cannot be read").caused_by(error)),
    }
}
