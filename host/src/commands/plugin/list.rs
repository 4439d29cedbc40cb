//! `plugin list`: what is bundled and what is installed.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::Globals;
use crate::error::Result;
use crate::output::{self, Output, Shape};
use crate::plugin::{Plugin, Plugins};

use super::report::Report;

const COLUMNS: &[(&str, &str)] = &[
    ("Name", "/name"),
    ("Version", "/version"),
    ("From", "/source"),
    ("Commands", "/commands"),
    ("Effect", "/effect"),
    ("Look at", "/flags"),
];

/// Show the bundled and the installed plugins
///
/// Effect is the strongest that any command has, derived from its endpoints. `plugin inspect NAME` shows more.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli plugin list
  atlassian-cli plugin list --format json")]
pub(super) struct List {}

impl List {
    pub(super) fn run(self, globals: &Globals, plugins: &Plugins<'_>) -> Result<()> {
        let installed = plugins.installed().unwrap_or_else(|error| {
            output::warn(&error);
            &[]
        });
        let mut output = Output::new(&globals.view, Shape::many(COLUMNS, "/name"))?;
        for plugin in plugins.bundled().iter().chain(installed) {
            let hidden = plugin.entry().is_some() && plugins.is_own(&plugin.name);
            output.value(&row(plugin, hidden))?;
        }
        output.finish(true)
    }
}

fn row(plugin: &Plugin, hidden: bool) -> Value {
    let source = plugin.entry().map_or("bundled", |entry| entry.source.as_str());
    let report = match Report::of_plugin(plugin) {
        Ok(report) => report,
        Err(error) => {
            output::warn(&error);
            let (version, sha256) = plugin.entry().map(|entry| (&entry.version, &entry.sha256)).unzip();
            return json!({
                "name": plugin.name, "version": version, "source": source, "sha256": sha256, "usable": false,
                "commands": null, "effect": null, "flags": ["UNUSABLE"],
            });
        }
    };
    let mut flags = report.flags();
    if hidden {
        flags.insert("HIDDEN by a name of atlassian-cli's own".to_owned());
    }
    json!({
        "name": plugin.name, "version": report.manifest.version, "source": source, "sha256": report.sha256,
        "usable": !hidden, "commands": report.manifest.commands.len(), "effect": report.highest().verb(),
        "flags": flags,
    })
}
