//! `alias list`

use clap::Args;
use serde_json::json;

use crate::cli::Globals;
use crate::error::Result;
use crate::output::{Output, Shape};
use crate::profile::Config;

/// List the short names
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli alias list")]
pub(super) struct List {}

impl List {
    pub(super) fn run(self, globals: &Globals) -> Result<()> {
        let mut output =
            Output::new(&globals.view, Shape::many(&[("Name", "/name"), ("Command", "/command")], "/name"))?;
        for (name, command) in Config::load()?.aliases {
            output.value(&json!({"name": name, "command": command}))?;
        }
        output.finish(true)
    }
}
