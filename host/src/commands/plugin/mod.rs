//! `plugin`: what is bundled and installed, what it may do, and whether it may be here.

mod inspect;
mod install;
mod list;
mod pack;
mod reference;
mod remove;
mod report;
mod verify;

use clap::{ArgMatches, Command, Subcommand};

use crate::cli::Globals;
use crate::error::{Error, Result};
use crate::plugin::Plugins;
use crate::policy::Policy;

/// The word that is typed.
pub(super) const NAME: &str = "plugin";

#[derive(Debug, Subcommand)]
enum Verb {
    List(list::List),
    Inspect(inspect::Inspect),
    Install(install::Install),
    Remove(remove::Remove),
    Verify(verify::Verify),
    Pack(pack::Pack),
    Reference(reference::Reference),
}

pub(super) fn declare() -> Command {
    super::noun::<Verb>(NAME, "Look at plugins, install and remove them")
}

pub(super) fn run(matches: &ArgMatches, plugins: &Plugins<'_>, policy: &Policy) -> Result<()> {
    let verb = super::typed::<Verb>(matches)?;
    let globals = matches.subcommand().map_or_else(|| Globals::of(matches), |(_, below)| Globals::of(below));
    match verb {
        Verb::List(list) => list.run(&globals, plugins),
        Verb::Inspect(inspect) => inspect.run(&globals, plugins),
        Verb::Install(install) => install.run(plugins, policy),
        Verb::Remove(remove) => remove.run(plugins),
        Verb::Verify(verify) => verify.run(&globals, plugins),
        Verb::Pack(pack) => pack.run(),
        Verb::Reference(reference) => reference.run(plugins),
    }
}

/// The error about a name that is not installed.
fn not_installed(name: &str, plugins: &Plugins<'_>) -> Error {
    let name = name.escape_debug();
    if plugins.is_own(&name.to_string()) {
        return Error::usage(format!("`{name}` is part of atlassian-cli, not an installed plugin"));
    }
    Error::usage(format!("no plugin `{name}` is installed")).hinted("`atlassian-cli plugin list` shows all")
}
