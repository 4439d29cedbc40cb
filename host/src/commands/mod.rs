//! The host's own commands: one noun a folder, one command a file.

mod alias;
mod audit;
mod auth;
mod bulk;
mod commands_;
mod completion;
mod config;
mod help;
mod man;
#[cfg(feature = "engine")]
mod plugin;
mod policy;

use clap::{ArgMatches, Command, FromArgMatches, Subcommand};

pub use completion::answer;

use crate::cli::Globals;
use crate::error::{Error, Result};
use crate::plugin::Plugins;
use crate::policy::Policy;

/// Adds the host's own commands to the command line.
pub fn declare(root: Command) -> Command {
    let root = root
        .subcommand(auth::declare())
        .subcommand(policy::declare())
        .subcommand(audit::declare())
        .subcommand(bulk::declare())
        .subcommand(config::declare())
        .subcommand(alias::declare())
        .subcommand(commands_::declare())
        .subcommand(completion::declare())
        .subcommand(help::declare())
        .subcommand(man::declare());
    #[cfg(feature = "engine")]
    let root = root.subcommand(plugin::declare());
    root
}

/// A noun with its verbs.
fn noun<V: Subcommand>(name: &'static str, about: &'static str) -> Command {
    V::augment_subcommands(Command::new(name).about(about).subcommand_required(true).arg_required_else_help(true))
}

/// What was typed, as a command has declared it.
fn typed<T: FromArgMatches>(matches: &ArgMatches) -> Result<T> {
    T::from_arg_matches(matches).map_err(|error| Error::bug("what was typed cannot be read").caused_by(error))
}

/// Runs one of them.
///
/// # Errors
/// When it fails.
pub fn run(matches: &ArgMatches, plugins: &Plugins<'_>, policy: &Policy) -> Result<()> {
    let globals = matches.subcommand().map_or_else(|| Globals::of(matches), |(_, below)| Globals::of(below));
    if globals.dry_run {
        return Err(Error::usage("`--dry-run` is for commands of plugins; this one sends no writes to a site"));
    }
    match matches.subcommand() {
        Some((audit::NAME, below)) => audit::run(below),
        Some((auth::NAME, below)) => auth::run(below, plugins),
        #[cfg(feature = "engine")]
        Some((plugin::NAME, below)) => plugin::run(below, plugins, policy),
        Some((alias::NAME, below)) => alias::run(below, &globals, plugins),
        Some((bulk::NAME, below)) => bulk::run(below, &globals),
        Some((config::NAME, below)) => config::run(below, &globals),
        Some(("commands", below)) => commands_::run(below, &globals, plugins),
        Some(("completion", below)) => completion::run(below),
        Some(("help", below)) => help::run(below, plugins),
        Some(("man", below)) => man::run(below, plugins),
        Some((policy::NAME, below)) => policy::run(below, &globals, plugins, policy),
        _ => Err(Error::bug("a command was parsed that does not exist")),
    }
}
