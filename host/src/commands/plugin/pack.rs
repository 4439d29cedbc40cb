//! `plugin pack`: attaches a manifest to a component that another toolchain built.

use std::path::PathBuf;

use clap::Args;

use crate::error::{Context, Error, Kind, Result};
use crate::files;
use crate::output::{self, Level};
use crate::plugin::manifest::SECTION;
use crate::plugin::{capabilities, component};

/// Attach a manifest to a component of another toolchain
///
/// For components of componentize-js, componentize-py and the like; plugins in Rust have their manifest already. The
/// result is checked as it is at installation, and not written when it would be refused.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli plugin pack report-component.wasm --manifest manifest.json --output report.wasm")]
pub(super) struct Pack {
    /// The component
    component: PathBuf,
    /// The manifest, JSON
    #[arg(long, value_name = "FILE")]
    manifest: PathBuf,
    /// Where the plugin is written
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

impl Pack {
    pub(super) fn run(self) -> Result<()> {
        let shown = self.component.display();
        let mut wasm = component::read(&self.component)?;
        let refused = |why: String| Error::failed(format!("`{shown}` cannot be packed: it {why}"));
        if component::has_manifest(&wasm).map_err(refused)? {
            return Err(refused(format!("has a `{SECTION}` section already"))
                .hinted("it is a plugin as it is; `atlassian-cli plugin inspect` shows it"));
        }
        let manifest = std::fs::read(&self.manifest)
            .context(Kind::Usage, || format!("failed to read `{}`", self.manifest.display()))?;
        wasm.extend(custom_section(SECTION, &manifest));
        let description = component::describe(&wasm)
            .map_err(|why| Error::failed(format!("with this manifest, `{shown}` is no plugin: it {why}")))?;
        files::write_named(&self.output, &wasm)?;
        let (name, version) = (description.manifest.name, description.manifest.version);
        let digest = capabilities::sha256(&wasm);
        let text = format!("packed `{name}` `{version}` as `{}` (sha256:{digest})", self.output.display());
        output::note(Level::Success, &text);
        Ok(())
    }
}

/// A custom section of the binary format: id 0, size, name, data. One may stand at a component's end.
fn custom_section(name: &str, data: &[u8]) -> Vec<u8> {
    let mut content = leb128(name.len());
    content.extend(name.as_bytes());
    content.extend(data);
    let mut section = vec![0];
    section.extend(leb128(content.len()));
    section.extend(content);
    section
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn leb128(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or_default();
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_as_the_format_wants_them() {
        for (value, bytes) in
            [(0, vec![0]), (127, vec![127]), (128, vec![0x80, 1]), (300, vec![0xac, 2]), (16_384, vec![0x80, 0x80, 1])]
        {
            assert_eq!(leb128(value), bytes, "{value}");
        }
    }
}
