//! `plugin verify`: whether what is installed is what was accepted.

use clap::Args;
use serde_json::json;

use crate::cli::Globals;
use crate::error::{Error, Result};
use crate::output::{Output, Shape};
use crate::plugin::lock::{self, Entry};
use crate::plugin::{Plugin, Plugins, installed};

use super::report::Report;

const COLUMNS: &[(&str, &str)] = &[("What", "/what"), ("State", "/state"), ("Finding", "/finding"), ("Cure", "/cure")];

/// Look whether the installed plugins are what was accepted
///
/// Compares plugins.lock with its MAC, each file with its digest, and what each plugin may do with what was accepted.
/// Fails when anything is wrong. Files in the folder that belong to no plugin never run; they are named.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli plugin verify
  atlassian-cli plugin verify report")]
pub(super) struct Verify {
    /// Name of the plugin; all when absent
    name: Option<String>,
}

impl Verify {
    pub(super) fn run(self, globals: &Globals, plugins: &Plugins<'_>) -> Result<()> {
        let mut table = Table::new(globals)?;
        let installed = match plugins.installed() {
            Ok(installed) => {
                table.row(lock::NAME, "ok", "its MAC is right", &[])?;
                installed
            }
            Err(error) => {
                table.row(lock::NAME, "bad", &error.to_string(), &error.hints)?;
                return table.finish();
            }
        };
        if let Some(name) = self.name.as_ref().filter(|name| !installed.iter().any(|plugin| plugin.name == **name)) {
            return Err(super::not_installed(name, plugins));
        }
        for plugin in installed.iter().filter(|plugin| self.name.as_ref().is_none_or(|name| plugin.name == *name)) {
            match look(plugin) {
                Ok(()) => table.row(&plugin.name, "ok", "is what was accepted", &[])?,
                Err(error) => table.row(&plugin.name, "bad", &error.to_string(), &error.hints)?,
            }
        }
        if self.name.is_none() {
            let entries: Vec<Entry> = installed.iter().filter_map(Plugin::entry).cloned().collect();
            for path in installed::strangers(&entries)? {
                let cure = ["remove it if you know of no use for it".to_owned()];
                table.row(&path.display().to_string(), "unknown", "belongs to no plugin, and never runs", &cure)?;
            }
        }
        table.finish()
    }
}

fn look(plugin: &Plugin) -> Result<()> {
    let report = Report::of_plugin(plugin)?;
    let Some(entry) = plugin.entry() else { return Ok(()) };
    if report.capabilities.hash() == entry.capabilities {
        return Ok(());
    }
    Err(Error::refused("this atlassian-cli judges what it may do differently than the one that asked you").hinted(
        format!(
            "look at it with `{cli} plugin inspect {name}`; `plugin remove {name}` and `plugin install` accept it anew",
            cli = crate::cli::NAME,
            name = entry.name
        ),
    ))
}

struct Table {
    output: Output,
    is_bad: bool,
}

impl Table {
    fn new(globals: &Globals) -> Result<Self> {
        Ok(Self { output: Output::new(&globals.view, Shape::many(COLUMNS, "/what"))?, is_bad: false })
    }

    fn row(&mut self, what: &str, state: &str, finding: &str, cures: &[String]) -> Result<()> {
        self.is_bad |= state == "bad";
        self.output.value(&json!({"what": what, "state": state, "finding": finding, "cure": cures.join("; ")}))
    }

    fn finish(mut self) -> Result<()> {
        self.output.finish(true)?;
        if self.is_bad { Err(Error::failed("not everything that is installed is what was accepted")) } else { Ok(()) }
    }
}
