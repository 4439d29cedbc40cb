//! All plugins: those of the program, and those that were installed. The latter are looked up when one is asked for, so
//! that a command of a bundled plugin costs nothing more.

use std::sync::OnceLock;

use crate::error::{Error, Result};

use super::manifest::Manifest;
use super::{Plugin, lock, validate};

/// A plugin and its manifest.
pub type Known<'p> = (&'p Plugin, Manifest);

/// A plugin's name, and what it is in a line.
pub type Title<'p> = (&'p str, String);

/// The plugins of this run.
#[derive(Debug)]
pub struct Plugins<'a> {
    bundled: &'a [Plugin],
    installed: OnceLock<Result<Vec<Plugin>>>,
}

impl<'a> Plugins<'a> {
    /// These, and whatever is installed.
    pub fn new(bundled: &'a [Plugin]) -> Self {
        Self { bundled, installed: OnceLock::new() }
    }

    /// Those that are part of the program.
    pub fn bundled(&self) -> &'a [Plugin] {
        self.bundled
    }

    /// Those that were installed.
    ///
    /// # Errors
    /// When plugins.lock cannot be trusted.
    pub fn installed(&self) -> Result<&[Plugin]> {
        let load = || lock::read().map(|entries| entries.into_iter().map(Plugin::installed).collect());
        self.installed.get_or_init(load).as_deref().map_err(Clone::clone)
    }

    /// The plugin of that name; one that is part of the program comes first.
    ///
    /// # Errors
    /// When it is none of the program's, and plugins.lock cannot be trusted.
    pub fn find(&self, name: &str) -> Result<Option<&Plugin>> {
        if let Some(plugin) = self.bundled.iter().find(|plugin| plugin.name == name) {
            return Ok(Some(plugin));
        }
        Ok(self.installed()?.iter().find(|plugin| plugin.name == name))
    }

    /// Whether the name is the program's own: a command or a bundled plugin.
    pub fn is_own(&self, name: &str) -> bool {
        validate::HOST_COMMANDS.contains(&name) || self.bundled.iter().any(|plugin| plugin.name == name)
    }

    /// What each plugin is, in a line, for help of the whole program; what is wrong with an installed one comes second.
    ///
    /// # Errors
    /// When a bundled plugin cannot be read.
    pub fn titles(&self) -> Result<(Vec<Title<'_>>, Vec<Error>)> {
        self.each(|plugin| Ok((&*plugin.name, plugin.about()?)))
    }

    /// Every plugin that can be used, for help and suggestions. What is wrong with an installed one comes second: it
    /// hides no other plugin.
    ///
    /// # Errors
    /// When a bundled plugin cannot be read.
    pub fn usable(&self) -> Result<(Vec<Known<'_>>, Vec<Error>)> {
        self.each(|plugin| Ok((plugin, plugin.manifest()?)))
    }

    /// What is read of every plugin that can be used, and what is wrong with installed ones.
    fn each<'p, T>(&'p self, read: impl Fn(&'p Plugin) -> Result<T>) -> Result<(Vec<T>, Vec<Error>)> {
        let mut found: Vec<_> = self.bundled.iter().map(&read).collect::<Result<_>>()?;
        let mut problems = Vec::new();
        let installed = self.installed().unwrap_or_else(|error| {
            problems.push(error);
            &[]
        });
        for plugin in installed {
            match read(plugin) {
                _ if self.is_own(&plugin.name) => problems.push(hidden(plugin)),
                Ok(one) => found.push(one),
                Err(error) => problems.push(error),
            }
        }
        Ok((found, problems))
    }
}

/// A newer program may have taken the name of a plugin.
fn hidden(plugin: &Plugin) -> Error {
    let name = &plugin.name;
    Error::refused(format!("the installed plugin `{name}` is not used: atlassian-cli has a `{name}` of its own"))
        .hinted(format!("`{} plugin remove {name}` removes it", crate::cli::NAME))
}
