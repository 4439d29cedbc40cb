//! `auth`: profiles and credentials.

mod ask;
mod check;
mod doctor;
mod import;
mod list;
mod login;
mod logout;
mod report;
mod rotate_key;
mod scopes;
mod status;
mod test;
mod use_;
mod whoami;

use clap::{ArgMatches, Args, Command, Subcommand};

use crate::cli::Globals;
use crate::error::Result;
use crate::plugin::Plugins;

/// The word that is typed.
pub(super) const NAME: &str = "auth";

#[derive(Debug, Subcommand)]
enum Auth {
    Login(login::Login),
    Logout(logout::Logout),
    List(list::List),
    Use(use_::Use),
    Test(test::Test),
    Status(status::Status),
    Whoami(whoami::Whoami),
    Scopes(scopes::Scopes),
    Doctor(doctor::Doctor),
    RotateKey(rotate_key::RotateKey),
    Import(import::Import),
}

pub(super) fn declare() -> Command {
    super::noun::<Auth>(NAME, "Sign in, and manage profiles")
}

pub(super) fn run(matches: &ArgMatches, plugins: &Plugins<'_>) -> Result<()> {
    let auth = super::typed::<Auth>(matches)?;
    let globals = matches.subcommand().map_or_else(|| Globals::of(matches), |(_, below)| Globals::of(below));
    match auth {
        Auth::Login(login) => login.run(&globals),
        Auth::Logout(logout) => logout.run(&globals),
        Auth::List(list) => list.run(&globals),
        Auth::Use(choice) => choice.run(),
        Auth::Test(test) => test.run(&globals),
        Auth::Status(status) => status.run(&globals),
        Auth::Whoami(whoami) => whoami.run(&globals),
        Auth::Scopes(scopes) => scopes.run(&globals, plugins),
        Auth::Doctor(doctor) => doctor.run(&globals),
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
