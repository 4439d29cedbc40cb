//! `plugin remove`: takes a plugin out of plugins.lock, with its file and its compiled code.

use clap::Args;

use crate::audit::{self, PluginEvent};
use crate::error::Result;
use crate::output::{self, Level};
use crate::plugin::lock::{self, Entry};
use crate::plugin::{Plugins, cache, installed};

/// Remove an installed plugin
///
/// Removes its file and its compiled code as well. The file that it was installed from stays.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli plugin remove report")]
pub(super) struct Remove {
    /// Name of the plugin
    name: String,
}

impl Remove {
    pub(super) fn run(self, plugins: &Plugins<'_>) -> Result<()> {
        let entry = lock::change(|entries| {
            let at = entries.iter().position(|entry| entry.name == self.name);
            let at = at.ok_or_else(|| super::not_installed(&self.name, plugins))?;
            let entry = entries.remove(at);
            let plugin = audit::Plugin::with_digest(&entry.name, &entry.sha256);
            audit::record(&audit::Entry::Plugin { event: PluginEvent::Removed, plugin })?;
            Ok(entry)
        })?;
        discard(&entry)?;
        output::note(Level::Success, &format!("removed `{}` `{}`", entry.name, entry.version));
        Ok(())
    }
}

/// Removes the file of an entry that is no longer in the list, and what was compiled from it.
pub(super) fn discard(entry: &Entry) -> Result<()> {
    cache::forget(&entry.sha256)?;
    installed::remove(entry)
}
