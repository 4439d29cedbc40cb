//! `plugin inspect`: what a plugin may do, and what changed. Nothing of it runs.

use std::path::Path;

use clap::Args;
use serde_json::Value;

use crate::cli::Globals;
use crate::error::{Error, Result};
use crate::output::{self, Column, FormatName, Output, Shape};
use crate::plugin::manifest::ResultKind;
use crate::plugin::{Plugins, component};

use super::report::{self, Report};

const COLUMNS: &[(&str, &str)] =
    &[("Name", "/name"), ("Version", "/version"), ("Effect", "/effect"), ("Digest", "/sha256")];

/// Show what a plugin is, what each command may do, and what the plugin cannot do
///
/// A plugin is named by its name or by its file; a file in the current folder by `./FILE`, if a plugin has that name.
/// Effects are derived from the endpoints, not taken from the author. BROAD: a parameter stands where Atlassian has
/// several operations. WILDCARD: stands for many endpoints. UNDOCUMENTED: Atlassian's documents do not have it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli plugin inspect jira
  atlassian-cli plugin inspect ./report.wasm --format json
  atlassian-cli plugin inspect --diff report ./report-2.wasm")]
pub(super) struct Inspect {
    /// Name of a plugin, or its file
    #[arg(value_name = "NAME|FILE", required_unless_present = "diff")]
    plugin: Option<String>,
    /// Show what the second may do that the first may not, and the other way round
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"], conflicts_with = "plugin")]
    diff: Vec<String>,
}

impl Inspect {
    pub(super) fn run(self, globals: &Globals, plugins: &Plugins<'_>) -> Result<()> {
        if let [old, new] = self.diff.as_slice() {
            let (before, _) = find(old, plugins)?;
            let (after, _) = find(new, plugins)?;
            let [from, to] =
                [&before, &after].map(|report| format!("{} {}", report.manifest.name, report.manifest.version));
            let mut page = vec![format!("from {from} (sha256:{}) to {to} (sha256:{})", before.sha256, after.sha256)];
            page.extend(report::difference(&before, &after));
            let columns = [("What", "/what"), ("Gained", "/gained"), ("Lost", "/lost")];
            let id = "/new/sha256";
            return show(globals, &page, &report::difference_json(&before, &after), &columns, id);
        }
        let named = self.plugin.unwrap_or_default();
        let (report, source) = find(&named, plugins)?;
        show(globals, &report.page(&source), &report.json(&source), COLUMNS, "/name")
    }
}

/// A plugin by its name, else by its file; and where it comes from.
fn find(named: &str, plugins: &Plugins<'_>) -> Result<(Report, String)> {
    // A path is no name: a list that cannot be trusted does not keep one from looking at a file.
    let is_path = Path::new(named).components().count() > 1 || named.contains('.');
    if !is_path && let Some(plugin) = plugins.find(named)? {
        let source = plugin.entry().map_or("bundled", |entry| entry.source.as_str());
        return Ok((Report::of_plugin(plugin)?, source.to_owned()));
    }
    if !Path::new(named).exists() {
        return Err(Error::usage(format!("there is neither a plugin nor a file `{}`", named.escape_debug()))
            .hinted("`atlassian-cli plugin list` shows the plugins"));
    }
    Ok((Report::of(&component::read(Path::new(named))?, &format!("`{named}`"))?, named.to_owned()))
}

fn show(globals: &Globals, page: &[String], json: &Value, columns: &[(&str, &str)], id: &str) -> Result<()> {
    let is_page = globals.view.format == FormatName::Table && globals.view.jq.is_none();
    let shape = Shape {
        result: if is_page { ResultKind::Text } else { ResultKind::One },
        columns: columns.iter().map(|(title, pointer)| Column::text(*title, *pointer)).collect(),
        id: Some(id.to_owned()),
        pages: Vec::new(),
    };
    let mut output = Output::new(&globals.view, shape)?;
    if is_page {
        let lines: Vec<_> = page.iter().map(|line| format!("{}\n", output::line(line))).collect();
        output.text(&lines.concat())?;
    } else {
        output.value(json)?;
    }
    output.finish(true)
}
