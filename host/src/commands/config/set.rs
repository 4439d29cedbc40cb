//! `config set`

use clap::Args;

use crate::error::Result;

/// Set a value in config.yaml
///
/// Comments and order stay. A stored token goes only to the address that it was given for: after another base_url, sign
/// in again.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli config set default_profile work
  atlassian-cli config set defaults.limit 50
  atlassian-cli config set profiles.work.read_only true")]
pub(super) struct Set {
    /// Key: default_profile, defaults.FLAG or profiles.NAME.KEY
    key: String,
    /// New value
    value: String,
}

impl Set {
    pub(super) fn run(self) -> Result<()> {
        super::change(&self.key, Some(&self.value))
    }
}
