//! Plugins: wasm components that are described by a manifest and run in a sandbox.

pub mod bindings;
mod bundled;
pub mod cache;
pub mod component;
pub mod engine;
pub mod limits;
pub mod manifest;
mod run;
mod state;
pub mod validate;

use std::borrow::Cow;

use sha2::Digest;

pub use bundled::BUNDLED;
pub use run::{Run, run};
pub use state::HostState;

use crate::error::{Error, Result};
use crate::policy::effect;
use manifest::{Command, Effect, Manifest};

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

    /// `sha256:` and the digest of its file.
    pub fn digest(&self) -> String {
        let hex: String = sha2::Sha256::digest(&self.wasm).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256:{hex}")
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

/// The strongest effect that a command can have.
pub fn highest_effect(command: &Command) -> Effect {
    command.http.iter().map(|endpoint| effect::of_endpoint(endpoint).highest()).max().unwrap_or(Effect::Read)
}

/// The name of a command as it is typed after the program's name.
pub fn full_name(manifest: &Manifest, command: &Command) -> String {
    format!("{} {}", manifest.name, command.path.join(" "))
}
