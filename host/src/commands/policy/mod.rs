//! `policy`: what the organisation's policy and the run's own rules decide.

mod explain;

use clap::{ArgMatches, Command, Subcommand};

use crate::cli::Globals;
use crate::error::Result;
use crate::plugin::Plugins;
use crate::policy::Policy;

/// The word that is typed.
pub(super) const NAME: &str = "policy";

#[derive(Debug, Subcommand)]
enum Commands {
    Explain(explain::Explain),
}

pub(super) fn declare() -> Command {
    super::noun::<Commands>(NAME, "See what a policy decides")
}

pub(super) fn run(matches: &ArgMatches, globals: &Globals, plugins: &Plugins<'_>, policy: &Policy) -> Result<()> {
    match super::typed(matches)? {
        Commands::Explain(explain) => explain.run(globals, plugins, policy),
    }
}
