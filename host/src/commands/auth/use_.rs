//! `auth use`: chooses the default profile.

use clap::Args;

use crate::error::Result;
use crate::profile::Config;

use super::login::make_default;

/// Make a profile the default one
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli auth use work")]
pub(super) struct Use {
    /// Name of the profile
    name: String,
}

impl Use {
    pub(super) fn run(self) -> Result<()> {
        // An unknown name is answered with the known ones.
        let selected = Config::load()?.select(Some(&self.name))?;
        make_default(&selected.name)
    }
}
