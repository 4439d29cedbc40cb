//! The host's own commands: one noun a folder, one command a file.

mod audit;
mod auth;

use clap::{ArgMatches, Command};

use crate::error::{Error, Result};
use crate::plugin::Plugin;

/// Adds the host's own commands to the command line.
pub fn declare(root: Command) -> Command {
    root.subcommand(auth::declare()).subcommand(audit::declare())
}

/// Runs one of them.
///
/// # Errors
/// When it fails.
pub fn run(matches: &ArgMatches, plugins: &[Plugin]) -> Result<()> {
    match matches.subcommand() {
        Some((audit::NAME, below)) => audit::run(below),
        Some((auth::NAME, below)) => auth::run(below, plugins),
        _ => Err(Error::bug("a command was parsed that does not exist")),
    }
}
