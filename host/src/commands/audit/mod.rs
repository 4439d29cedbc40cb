//! `audit`: the log of requests and refusals.

mod moment;
mod show;
mod verify;

use clap::{ArgMatches, Command, Subcommand};

use crate::cli::Globals;
use crate::error::Result;

/// The word that is typed.
pub(super) const NAME: &str = "audit";

#[derive(Debug, Subcommand)]
enum Audit {
    Show(Box<show::Show>),
    Verify(verify::Verify),
}

pub(super) fn declare() -> Command {
    super::noun::<Audit>(NAME, "Show and check the log of requests and refusals")
}

pub(super) fn run(matches: &ArgMatches) -> Result<()> {
    let audit = super::typed::<Audit>(matches)?;
    let globals = matches.subcommand().map_or_else(|| Globals::of(matches), |(_, below)| Globals::of(below));
    match audit {
        Audit::Show(show) => show.run(&globals),
        Audit::Verify(verify) => verify.run(&globals),
    }
}
