//! Plugins: wasm components that are described by a manifest and run in a sandbox.

#[cfg(feature = "engine")]
pub mod bindings;
#[cfg(feature = "engine")]
mod bundled;
#[cfg(feature = "engine")]
pub mod cache;
pub mod component;
#[cfg(feature = "engine")]
pub mod engine;
#[cfg(feature = "engine")]
pub mod limits;
pub mod manifest;
#[cfg(feature = "engine")]
mod run;
#[cfg(feature = "engine")]
mod state;
pub mod validate;

use std::borrow::Cow;

#[cfg(feature = "engine")]
pub use bundled::BUNDLED;
#[cfg(feature = "engine")]
pub use run::{Run, run};
#[cfg(feature = "engine")]
pub use state::HostState;

use crate::error::{Error, Result};
use manifest::{Command, Manifest};

/// A plugin's bytes under the name that is typed.
#[derive(Debug, Clone)]
pub struct Plugin {
    /// First word of its commands.
    pub name: Cow<'static, str>,
    /// The component.
    pub wasm: Cow<'static, [u8]>,
}

impl Plugin {
    /// A plugin that is part of this program.
    pub const fn bundled(name: &'static str, wasm: &'static [u8]) -> Self {
        Self { name: Cow::Borrowed(name), wasm: Cow::Borrowed(wasm) }
    }

    /// Its manifest, read without running anything.
    ///
    /// # Errors
    /// When the file is not a valid plugin, or calls itself something else.
    pub fn manifest(&self) -> Result<Manifest> {
        let manifest = component::manifest(&self.wasm)
            .map_err(|why| Error::failed(format!("the plugin `{}` cannot be used: it {why}", self.name)))?;
        if manifest.name != self.name {
            return Err(Error::failed(format!("the plugin `{}` calls itself `{}`", self.name, manifest.name)));
        }
        Ok(manifest)
    }
}

/// The name of a command as it is typed after the program's name.
pub fn full_name(manifest: &Manifest, command: &Command) -> String {
    format!("{} {}", manifest.name, command.path.join(" "))
}
