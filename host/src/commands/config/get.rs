//! `config get`

use clap::Args;

use crate::error::{Error, Result};
use crate::output;

/// Print a value of config.yaml
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli config get default_profile
  atlassian-cli config get profiles.work.base_url")]
pub(super) struct Get {
    /// Key: default_profile, defaults.FLAG or profiles.NAME.KEY
    key: String,
}

impl Get {
    pub(super) fn run(self) -> Result<()> {
        let all = super::all()?;
        let value = all.get(&self.key).ok_or_else(|| {
            Error::usage(format!("`{}` is not set", self.key.escape_debug()))
                .hinted("`atlassian-cli config list` shows what is")
        })?;
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        output::bytes(format!("{}\n", output::line(&text)).as_bytes())
    }
}
