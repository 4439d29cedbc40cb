//! `audit`: the log of requests and refusals.

mod moment;
mod show;
mod verify;

use clap::{ArgMatches, Command, FromArgMatches, Subcommand};

use crate::cli::Globals;
use crate::error::{Error, Result};

/// The word that is typed.
pub(super) const NAME: &str = "audit";

#[derive(Debug, Subcommand)]
enum Audit {
    Show(Box<show::Show>),
    Verify(verify::Verify),
}

pub(super) fn declare() -> Command {
    let command = Command::new(NAME)
        .about("Show and check the log of requests and refusals")
        .subcommand_required(true)
        .arg_required_else_help(true);
    Audit::augment_subcommands(command)
}

pub(super) fn run(matches: &ArgMatches) -> Result<()> {
    let audit =
        Audit::from_arg_matches(matches).map_err(|error| Error::bug("`audit` cannot be read").caused_by(error))?;
    let globals = matches.subcommand().map_or_else(|| Globals::of(matches), |(_, below)| Globals::of(below));
    match audit {
        Audit::Show(show) => show.run(&globals),
        Audit::Verify(verify) => verify.run(&globals),
    }
}
