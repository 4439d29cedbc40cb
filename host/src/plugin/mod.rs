//! Plugins: wasm components that are described by a manifest and run in a sandbox.

#[cfg(feature = "engine")]
pub mod bindings;
#[cfg(feature = "engine")]
mod bundled;
#[cfg(feature = "engine")]
pub mod cache;
pub mod capabilities;
mod catalogue;
#[cfg(feature = "engine")]
pub mod compile;
pub mod component;
#[cfg(feature = "engine")]
pub mod engine;
pub mod installed;
#[cfg(feature = "engine")]
pub mod limits;
#[cfg(feature = "engine")]
mod linker;
pub mod lock;
pub mod manifest;
mod page;
#[cfg(feature = "engine")]
mod run;
#[cfg(feature = "engine")]
mod state;
pub mod validate;

use std::borrow::Cow;
use std::sync::OnceLock;

#[cfg(feature = "engine")]
pub use bundled::BUNDLED;
pub use catalogue::{Known, Plugins, Title};
pub use page::Page;
#[cfg(feature = "engine")]
pub use run::{Run, run};
#[cfg(feature = "engine")]
pub use state::HostState;

use crate::error::{Error, Result};
use crate::policy::effect;
use manifest::{Command, Effect, Manifest};

/// A plugin under the name that is typed.
#[derive(Debug, Clone)]
pub struct Plugin {
    /// First word of its commands.
    pub name: Cow<'static, str>,
    source: Source,
}

#[derive(Debug, Clone)]
enum Source {
    /// Part of the program.
    Bundled { wasm: Cow<'static, [u8]>, known: Option<Built> },
    /// A file, read and verified when it is needed.
    Installed { entry: lock::Entry, wasm: OnceLock<Vec<u8>> },
}

/// What the program's build found out about one of its plugins. A test looks for it as in any other.
#[derive(Debug, Clone, Copy)]
struct Built {
    /// Where in the file it begins and ends.
    manifest: (usize, usize),
    sha256: &'static str,
}

impl Plugin {
    /// A plugin that is part of this program, with the place of its manifest in the file, and the file's digest in
    /// hexadecimal.
    pub const fn bundled(
        name: &'static str,
        wasm: &'static [u8],
        manifest: (usize, usize),
        sha256: &'static str,
    ) -> Self {
        let known = Some(Built { manifest, sha256 });
        Self { name: Cow::Borrowed(name), source: Source::Bundled { wasm: Cow::Borrowed(wasm), known } }
    }

    /// A plugin that is taken for a part of the program, as the guests of the tests are.
    pub fn as_bundled(name: String, wasm: Vec<u8>) -> Self {
        Self { name: name.into(), source: Source::Bundled { wasm: wasm.into(), known: None } }
    }

    /// A plugin that was installed.
    pub fn installed(entry: lock::Entry) -> Self {
        Self { name: entry.name.clone().into(), source: Source::Installed { entry, wasm: OnceLock::new() } }
    }

    /// What was accepted; nothing for a part of the program.
    pub fn entry(&self) -> Option<&lock::Entry> {
        match &self.source {
            Source::Bundled { .. } => None,
            Source::Installed { entry, .. } => Some(entry),
        }
    }

    /// The component.
    ///
    /// # Errors
    /// When it was installed and its file is gone or not what was accepted.
    pub fn wasm(&self) -> Result<&[u8]> {
        match &self.source {
            Source::Bundled { wasm, .. } => Ok(wasm),
            Source::Installed { entry, wasm } => match wasm.get() {
                Some(read) => Ok(read),
                None => {
                    let read = installed::read(entry)?;
                    Ok(wasm.get_or_init(|| read))
                }
            },
        }
    }

    /// The digest of its file, in hexadecimal.
    pub fn sha256(&self) -> String {
        match &self.source {
            Source::Bundled { known: Some(known), .. } => known.sha256.to_owned(),
            Source::Bundled { wasm, known: None } => capabilities::sha256(wasm),
            Source::Installed { entry, .. } => entry.sha256.clone(),
        }
    }

    /// `sha256:` and the digest of its file.
    pub fn digest(&self) -> String {
        format!("sha256:{}", self.sha256())
    }

    /// What it is, in a line.
    ///
    /// # Errors
    /// As [`Plugin::manifest`].
    pub fn about(&self) -> Result<String> {
        match self.known_manifest() {
            Some(text) => component::about(text).map_err(|why| self.unusable(&why)),
            None => self.manifest().map(|manifest| manifest.about),
        }
    }

    /// The manifest of a part of the program, as it stands in the file.
    fn known_manifest(&self) -> Option<&[u8]> {
        match &self.source {
            Source::Bundled { wasm, known: Some(Built { manifest: (begin, end), .. }) } => wasm.get(*begin..*end),
            _ => None,
        }
    }

    fn unusable(&self, why: &str) -> Error {
        Error::failed(format!("the plugin `{}` cannot be used: it {why}", self.name))
    }

    /// Its manifest, read without running anything.
    ///
    /// # Errors
    /// When the file cannot be used, is not a valid plugin, or calls itself something else.
    pub fn manifest(&self) -> Result<Manifest> {
        let manifest = match self.known_manifest() {
            Some(text) => component::known_manifest(text),
            None => component::manifest(self.wasm()?),
        };
        let manifest = manifest.map_err(|why| self.unusable(&why))?;
        if manifest.name != self.name {
            return Err(Error::failed(format!("the plugin `{}` calls itself `{}`", self.name, manifest.name)));
        }
        Ok(manifest)
    }
}

/// The strongest effect that a command can have.
pub fn highest_effect(command: &Command) -> Effect {
    command.http.iter().map(|endpoint| effect::of_endpoint(endpoint).highest()).max().unwrap_or(Effect::Read)
}

/// The name of a command as it is typed after the program's name.
pub fn full_name(manifest: &Manifest, command: &Command) -> String {
    typed(manifest, &command.path)
}

/// The other names of a command.
pub fn aliases(manifest: &Manifest, command: &Command) -> Vec<String> {
    command.aliases.iter().map(|path| typed(manifest, path)).collect()
}

fn typed(manifest: &Manifest, path: &[String]) -> String {
    format!("{} {}", manifest.name, path.join(" "))
}
