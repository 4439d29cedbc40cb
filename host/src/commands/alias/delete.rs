//! `alias delete`

use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use crate::cli;
use crate::error::{Error, Result};
use crate::profile::{self, Change, Config};

/// Forget a short name
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli alias delete mine")]
pub(super) struct Delete {
    /// The short name
    #[arg(add = ArgValueCompleter::new(cli::aliases))]
    name: String,
}

impl Delete {
    pub(super) fn run(self) -> Result<()> {
        if !Config::load()?.aliases.contains_key(&self.name) {
            return Err(Error::usage(format!("there is no alias `{}`", self.name.escape_debug()))
                .hinted("`atlassian-cli alias list` shows all"));
        }
        profile::apply(&[Change::Alias { name: self.name, command: None }])
    }
}
