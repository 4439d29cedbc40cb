//! `config list`

use clap::Args;
use serde_json::json;

use crate::cli::Globals;
use crate::error::Result;
use crate::output::{Output, Shape};

/// List what config.yaml says
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli config list
  atlassian-cli config list --format json")]
pub(super) struct List {}

impl List {
    pub(super) fn run(self, globals: &Globals) -> Result<()> {
        let mut output = Output::new(&globals.view, Shape::many(&[("Key", "/key"), ("Value", "/value")], "/key"))?;
        for (key, value) in super::all()? {
            output.value(&json!({"key": key, "value": value}))?;
        }
        output.finish(true)
    }
}
