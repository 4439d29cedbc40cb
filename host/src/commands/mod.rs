//! The host's own commands: one noun a folder, one command a file.

mod auth;
mod plugin;

use clap::{ArgMatches, Command};

use crate::error::{Error, Result};
use crate::plugin::Plugins;

/// Adds the host's own commands to the command line.
pub fn declare(root: Command) -> Command {
    root.subcommand(auth::declare()).subcommand(plugin::declare())
}

/// Runs one of them.
///
/// # Errors
/// When it fails.
pub fn run(matches: &ArgMatches, plugins: &Plugins<'_>) -> Result<()> {
    match matches.subcommand() {
        Some((auth::NAME, below)) => auth::run(below, plugins),
        Some((plugin::NAME, below)) => plugin::run(below, plugins),
        _ => Err(Error::bug("a command was parsed that does not exist")),
    }
}
