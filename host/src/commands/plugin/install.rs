//! `plugin install`: shows what a plugin may do, asks, and takes exactly these bytes.

use std::path::PathBuf;

use clap::Args;

use crate::audit::{self, PluginEvent};
use crate::error::{Error, Result};
use crate::output::{self, Level};
use crate::plugin::capabilities::Capabilities;
use crate::plugin::lock::{self, Entry};
use crate::plugin::{Plugins, cache, component, engine, installed};
use crate::policy::Policy;
use crate::terminal;

use super::report::{self, Report};

/// Install a plugin, or another version of it
///
/// Shows what each command may do, the strongest effect first, and asks. An upgrade shows the difference, and asks when
/// the new one may do more. The plugin is compiled at once. What runs later is exactly the bytes that were accepted.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli plugin install ./report.wasm
  atlassian-cli plugin install ./report.wasm --accept sha256:0123…")]
pub(super) struct Install {
    /// The plugin's file
    file: PathBuf,
    /// Accept the file with this digest without being asked
    #[arg(long, value_name = "sha256:DIGEST")]
    accept: Option<String>,
    /// Accept endpoints with wildcards, too
    #[arg(long)]
    accept_wildcard: bool,
}

/// What is installed under the name already.
struct Before {
    entry: Entry,
    /// Absent when its file is gone or changed: then nothing counts as accepted.
    report: Option<Report>,
}

impl Install {
    pub(super) fn run(self, plugins: &Plugins<'_>, policy: &Policy) -> Result<()> {
        let wasm = component::read(&self.file)?;
        let report = Report::of(&wasm, &format!("`{}`", self.file.display()))?;
        let name = &report.manifest.name;
        if plugins.is_own(name) {
            return Err(Error::refused(format!("`{name}` is part of atlassian-cli, and no plugin can take its place"))
                .hinted("the name stands in the plugin's manifest; its author has to choose another"));
        }
        let digest = format!("sha256:{}", report.sha256);
        policy.allow_plugin(name, || digest.clone())?;
        let before = before(name, plugins)?;
        if let Some(accepted) = self.accept.as_ref().filter(|accepted| **accepted != digest) {
            return Err(Error::refused(format!(
                "`{}` is not what you accept: it is {digest}, and you accept {accepted}",
                self.file.display()
            ))
            .hinted("nothing was installed; look at it with `atlassian-cli plugin inspect`"));
        }
        self.show(&report, before.as_ref());
        self.consent(&report, before.as_ref(), &digest)?;
        // Now, so that a component that cannot be compiled is not installed, and the first run is fast.
        cache::load(&engine::engine()?, &report.sha256, || Ok(&wasm), cache::Compiler::Child)?;
        self.put(&wasm, &report, before.map(|before| before.entry))?;
        output::note(Level::Success, &format!("installed `{name}` `{}` ({digest})", report.manifest.version));
        Ok(())
    }

    fn show(&self, report: &Report, before: Option<&Before>) {
        let say = |lines: Vec<String>| lines.iter().for_each(|line| output::note(Level::Info, line));
        let Some(Before { entry, report: old }) = before else {
            return say(report.page(&self.file.display().to_string()));
        };
        let (name, version) = (&report.manifest.name, &report.manifest.version);
        let change = match (semver::Version::parse(&entry.version), semver::Version::parse(version)) {
            (Ok(old), Ok(new)) if new < old => "a DOWNGRADE",
            (Ok(old), Ok(new)) if new > old => "an upgrade",
            _ if entry.version == *version => "the same version",
            _ => "another version",
        };
        say(vec![
            format!("`{name}` is installed; this is {change}"),
            format!("  from `{}` sha256:{}", entry.version, entry.sha256),
            format!("  to   `{version}` sha256:{}", report.sha256),
        ]);
        if entry.version == *version && entry.sha256 != report.sha256 {
            output::note(Level::Warning, "the same version has other bytes than before");
        }
        match old {
            Some(old) => say(report::difference(old, report)),
            None => {
                output::note(Level::Warning, "the installed file is gone or changed, so nothing can be compared");
                say(report.page(&self.file.display().to_string()));
            }
        }
    }

    /// Asks where more is wanted than was accepted before.
    fn consent(&self, report: &Report, before: Option<&Before>, digest: &str) -> Result<()> {
        let old = before.and_then(|before| before.report.as_ref());
        let nothing = Capabilities::default();
        let accepted = old.map_or(&nothing, |old| &old.capabilities);
        let wildcards = report.capabilities.new_wildcards(accepted);
        if !wildcards.is_empty() && !self.accept_wildcard {
            return Err(Error::refused(format!("`{}` wants endpoints with wildcards", report.manifest.name))
                .caused_by(wildcards.join("; "))
                .hinted("nothing was installed; what a wildcard may reach is decided request by request")
                .hinted(format!("to accept that, too: `{}`", self.command_line(digest, true))));
        }
        let changes = report.capabilities.changes_since(accepted);
        let wider = old.is_none() || changes.iter().any(|change| !change.gained.is_empty());
        // That this is the file that is accepted was looked at before.
        if !wider || self.accept.is_some() {
            return Ok(());
        }
        if !terminal::is_there() {
            return Err(Error::refused("nothing was installed: there is no terminal to ask on").hinted(format!(
                "if you accept what is listed: `{}`",
                self.command_line(digest, !wildcards.is_empty())
            )));
        }
        // Names are identifiers and the version is one line: nothing in the question can pretend to be its answer.
        let (name, version) = (&report.manifest.name, &report.manifest.version);
        if terminal::agrees(&format!("Install `{name}` `{version}` ({digest})?"))? {
            return Ok(());
        }
        Err(Error::refused("nothing was installed, as you said"))
    }

    /// A command line that accepts this very file.
    fn command_line(&self, digest: &str, with_wildcards: bool) -> String {
        let file = self.file.display().to_string();
        let file = shlex::try_quote(&file).map(std::borrow::Cow::into_owned).unwrap_or(file);
        let wildcard = if with_wildcards { " --accept-wildcard" } else { "" };
        format!("{} plugin install {file} --accept {digest}{wildcard}", crate::cli::NAME)
    }

    /// File first, then the list: what the list names is there.
    fn put(&self, wasm: &[u8], report: &Report, before: Option<Entry>) -> Result<()> {
        let source = std::path::absolute(&self.file).unwrap_or_else(|_| self.file.clone());
        let entry = Entry {
            name: report.manifest.name.clone(),
            version: report.manifest.version.clone(),
            source: source.display().to_string(),
            sha256: report.sha256.clone(),
            capabilities: report.capabilities.hash(),
            accepted: jiff::Timestamp::now().round(jiff::Unit::Second).unwrap_or_default().to_string(),
        };
        lock::change(|entries| {
            let now = entries.iter().position(|other| other.name == entry.name);
            if now.and_then(|at| entries.get(at)) != before.as_ref() {
                return Err(Error::refused(format!("`{}` was changed by another process meanwhile", entry.name))
                    .hinted("nothing was installed; run it again to see what is different now"));
            }
            // As with a write to a site, before it is done: a log that is required and cannot be written stops it.
            let event = if before.is_some() { PluginEvent::Upgraded } else { PluginEvent::Installed };
            let plugin = audit::Plugin::with_digest(&entry.name, &entry.sha256);
            audit::record(&audit::Entry::Plugin { event, plugin })?;
            installed::put(wasm)?;
            entries.retain(|other| other.name != entry.name);
            entries.push(entry.clone());
            entries.sort_by(|a, b| a.name.cmp(&b.name));
            Ok(())
        })?;
        match before {
            Some(old) if old.sha256 != entry.sha256 => super::remove::discard(&old),
            _ => Ok(()),
        }
    }
}

fn before(name: &str, plugins: &Plugins<'_>) -> Result<Option<Before>> {
    let Some(plugin) = plugins.installed()?.iter().find(|plugin| plugin.name == name) else { return Ok(None) };
    let report = Report::of_plugin(plugin).ok();
    Ok(plugin.entry().map(|entry| Before { entry: entry.clone(), report }))
}
