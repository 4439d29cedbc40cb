//! The host's own commands: one noun a folder, one command a file.

mod auth;
#[cfg(feature = "engine")]
mod plugin;

use clap::{ArgMatches, Command};

use crate::error::{Error, Result};
use crate::plugin::Plugins;

/// Adds the host's own commands to the command line.
pub fn declare(root: Command) -> Command {
    let root = root.subcommand(auth::declare());
    #[cfg(feature = "engine")]
    let root = root.subcommand(plugin::declare());
    root
}

/// Runs one of them.
///
/// # Errors
/// When it fails.
pub fn run(matches: &ArgMatches, plugins: &Plugins<'_>) -> Result<()> {
    match matches.subcommand() {
        Some((auth::NAME, below)) => auth::run(below, plugins),
        #[cfg(feature = "engine")]
        Some((plugin::NAME, below)) => plugin::run(below, plugins),
        _ => Err(Error::bug("a command was parsed that does not exist")),
    }
}
