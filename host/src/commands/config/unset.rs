//! `config unset`

use clap::Args;

use crate::error::Result;

/// Take a value out of config.yaml
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli config unset profiles.work.workspace")]
pub(super) struct Unset {
    /// Key: default_profile, defaults.FLAG or profiles.NAME.KEY
    key: String,
}

impl Unset {
    pub(super) fn run(self) -> Result<()> {
        super::change(&self.key, None)
    }
}
