//! `config path`

use clap::Args;

use crate::error::Result;
use crate::{output, profile};

/// Print where config.yaml lies
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli config path")]
pub(super) struct Path {}

impl Path {
    pub(super) fn run(self) -> Result<()> {
        output::bytes(format!("{}\n", profile::path()?.display()).as_bytes())
    }
}
