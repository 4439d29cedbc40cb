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
mod code;
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
mod pieces;
#[cfg(feature = "engine")]
mod run;
#[cfg(feature = "engine")]
mod state;
pub mod validate;

use std::borrow::Cow;
use std::sync::OnceLock;

#[cfg(feature = "engine")]
pub use bundled::BUNDLED;
/// Without the engine, nothing runs them: there are none.
#[cfg(not(feature = "engine"))]
pub static BUNDLED: [Plugin; 0] = [];
pub use catalogue::{Known, Plugins, Title};
pub use page::Page;
pub use pieces::Pieces;
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
    /// Part of the program, compressed: it is unpacked where it has to be compiled or looked at.
    Bundled { packed: &'static [u8], sha256: &'static str, manifest: Pieces, wasm: OnceLock<Vec<u8>> },
    /// Taken for a part of the program.
    Given(Vec<u8>),
    /// A file, read and verified when it is needed.
    Installed { entry: lock::Entry, wasm: OnceLock<Vec<u8>> },
}

impl Plugin {
    /// A plugin that is part of this program: its file, packed by zstd, and what the program's build found in it, the
    /// digest in hexadecimal and the manifest.
    pub const fn bundled(name: &'static str, packed: &'static [u8], sha256: &'static str, manifest: Pieces) -> Self {
        let source = Source::Bundled { packed, sha256, manifest, wasm: OnceLock::new() };
        Self { name: Cow::Borrowed(name), source }
    }

    /// A plugin that is taken for a part of the program, as the guests of the tests are.
    pub fn as_bundled(name: String, wasm: Vec<u8>) -> Self {
        Self { name: name.into(), source: Source::Given(wasm) }
    }

    /// A plugin that was installed.
    pub fn installed(entry: lock::Entry) -> Self {
        Self { name: entry.name.clone().into(), source: Source::Installed { entry, wasm: OnceLock::new() } }
    }

    /// What was accepted; nothing for a part of the program.
    pub fn entry(&self) -> Option<&lock::Entry> {
        match &self.source {
            Source::Bundled { .. } | Source::Given(_) => None,
            Source::Installed { entry, .. } => Some(entry),
        }
    }

    /// The component.
    ///
    /// # Errors
    /// When it was installed and its file is gone or not what was accepted.
    pub fn wasm(&self) -> Result<&[u8]> {
        match &self.source {
            Source::Given(wasm) => Ok(wasm),
            Source::Bundled { packed, wasm, .. } => kept(wasm, || {
                zstd::decode_all(*packed)
                    .map_err(|error| Error::bug("a part of the program cannot be unpacked").caused_by(error))
            }),
            Source::Installed { entry, wasm } => kept(wasm, || installed::read(entry)),
        }
    }

    /// The digest of its file, in hexadecimal.
    pub fn sha256(&self) -> String {
        match &self.source {
            Source::Bundled { sha256, .. } => (*sha256).to_owned(),
            Source::Given(wasm) => capabilities::sha256(wasm),
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
        match &self.source {
            Source::Bundled { manifest, .. } => manifest.about().map_err(|why| self.unusable(&why)),
            Source::Given(_) | Source::Installed { .. } => self.manifest().map(|manifest| manifest.about),
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
        self.manifest_with(|_| true)
    }

    /// The same for who needs only the commands that are `wanted` by one of their spellings: of the others, names are
    /// certain, and all else may be left out.
    ///
    /// # Errors
    /// As [`Plugin::manifest`].
    pub fn manifest_with(&self, wanted: impl Fn(&[&str]) -> bool) -> Result<Manifest> {
        let manifest = match &self.source {
            Source::Bundled { manifest, .. } => manifest.manifest(wanted),
            Source::Given(_) | Source::Installed { .. } => component::manifest(self.wasm()?),
        };
        let manifest = manifest.map_err(|why| self.unusable(&why))?;
        if manifest.name != self.name {
            return Err(Error::failed(format!("the plugin `{}` calls itself `{}`", self.name, manifest.name)));
        }
        Ok(manifest)
    }
}

/// What was read once, or is read now.
fn kept(wasm: &OnceLock<Vec<u8>>, read: impl FnOnce() -> Result<Vec<u8>>) -> Result<&[u8]> {
    match wasm.get() {
        Some(wasm) => Ok(wasm),
        None => read().map(|read| &**wasm.get_or_init(|| read)),
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
