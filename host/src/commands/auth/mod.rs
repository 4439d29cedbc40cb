//! `auth`: profiles and credentials.

mod check;
mod import;
mod list;
mod login;
mod rotate_key;
mod test;

use clap::{ArgMatches, Args, Command, FromArgMatches, Subcommand};

use crate::cli::Globals;
use crate::error::{Error, Result};

/// The word that is typed.
pub(super) const NAME: &str = "auth";

#[derive(Debug, Subcommand)]
enum Auth {
    Login(login::Login),
    List(list::List),
    Test(test::Test),
    RotateKey(rotate_key::RotateKey),
    Import(import::Import),
}

pub(super) fn declare() -> Command {
    let command =
        Command::new(NAME).about("Sign in, and manage profiles").subcommand_required(true).arg_required_else_help(true);
    Auth::augment_subcommands(command)
}

pub(super) fn run(matches: &ArgMatches) -> Result<()> {
    let auth = Auth::from_arg_matches(matches).map_err(|error| Error::bug("`auth` cannot be read").caused_by(error))?;
    let globals = matches.subcommand().map_or_else(|| Globals::of(matches), |(_, below)| Globals::of(below));
    match auth {
        Auth::Login(login) => login.run(&globals),
        Auth::List(list) => list.run(&globals),
        Auth::Test(test) => test.run(&globals),
        Auth::RotateKey(rotate_key) => rotate_key.run(),
        Auth::Import(import) => import.run(&globals),
    }
}

/// Which of a profile's two tokens a command is about.
#[derive(Debug, Args)]
pub(super) struct Which {
    /// The Bitbucket token instead of the site's
    #[arg(long)]
    pub(super) bitbucket: bool,
}

impl Which {
    pub(super) fn kind(&self) -> crate::credential::CredentialKind {
        if self.bitbucket {
            crate::credential::CredentialKind::Bitbucket
        } else {
            crate::credential::CredentialKind::Site
        }
    }
}
