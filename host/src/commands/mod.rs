//! The host's own commands: one noun a folder, one command a file.

mod auth;

use clap::{ArgMatches, Command};

use crate::error::{Error, Result};

/// Adds the host's own commands to the command line.
pub fn declare(root: Command) -> Command {
    root.subcommand(auth::declare())
}

/// Runs one of them.
///
/// # Errors
/// When it fails.
pub fn run(matches: &ArgMatches) -> Result<()> {
    match matches.subcommand() {
        Some((auth::NAME, below)) => auth::run(below),
        _ => Err(Error::bug("a command was parsed that does not exist")),
    }
}
