//! Reads a component file as data: its manifest, and what it imports and exports. Runs and compiles nothing.

use std::io::Read;
use std::path::Path;

use wasmparser::{ComponentExternalKind, ComponentTypeRef, Encoding, Parser, Payload};

use crate::error::{Context, Error, Kind, Result as HostResult};

use super::manifest::{Manifest, SECTION};
use super::validate;

/// Largest component in bytes.
pub const LARGEST: u64 = 64 << 20;

/// Largest manifest in bytes.
const LARGEST_MANIFEST: usize = 4 << 20;

/// Package of the contract's interfaces.
const CONTRACT_PACKAGE: &str = "atlassian:plugin/";

/// WASI 0.2 interfaces that a component may import; behind each is nothing that belongs to the user.
pub const WASI: &[&str] = &[
    "wasi:cli/environment",
    "wasi:cli/exit",
    "wasi:cli/stderr",
    "wasi:cli/stdin",
    "wasi:cli/stdout",
    "wasi:cli/terminal-input",
    "wasi:cli/terminal-output",
    "wasi:cli/terminal-stderr",
    "wasi:cli/terminal-stdin",
    "wasi:cli/terminal-stdout",
    "wasi:clocks/monotonic-clock",
    "wasi:clocks/wall-clock",
    "wasi:filesystem/preopens",
    "wasi:filesystem/types",
    "wasi:io/error",
    "wasi:io/poll",
    "wasi:io/streams",
    "wasi:random/insecure",
    "wasi:random/insecure-seed",
    "wasi:random/random",
];

/// What a component file says of itself.
#[derive(Debug)]
pub struct Description {
    /// The checked manifest.
    pub manifest: Manifest,
    /// WASI interfaces that it imports, without versions.
    pub wasi: Vec<String>,
}

/// Reads a file that may be a component.
///
/// # Errors
/// When it cannot be read, is no plain file, or is larger than [`LARGEST`].
pub fn read(path: &Path) -> HostResult<Vec<u8>> {
    let context = || format!("failed to read `{}`", path.display());
    // A pipe or a device may have no end, or never begin.
    if !std::fs::metadata(path).context(Kind::Failed, context)?.is_file() {
        return Err(Error::failed(format!("`{}` is not a plain file", path.display())));
    }
    let file = std::fs::File::open(path).context(Kind::Failed, context)?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).context(Kind::Failed, context)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Error::failed(format!("`{}` is larger than {} MiB", path.display(), LARGEST >> 20)));
    }
    Ok(bytes)
}

/// Whether a component has a manifest already, or more than one.
///
/// # Errors
/// When it is not a component; the text finishes "it …".
pub fn has_manifest(bytes: &[u8]) -> Result<bool, String> {
    scan(bytes).map(|found| !found.manifests.is_empty())
}

/// Reads and checks a component file.
///
/// # Errors
/// When it is not a component, has no manifest or more than one, or the manifest is not valid or does not agree with
/// the component's imports. The text finishes "the plugin …".
pub fn describe(bytes: &[u8]) -> Result<Description, String> {
    let found = scan(bytes)?;
    let text = match found.manifests.as_slice() {
        [one] => *one,
        [] => return Err(format!("has no `{SECTION}` section, so it is not a plugin of this program")),
        _ => return Err(format!("has more than one `{SECTION}` section")),
    };
    let manifest = parse_manifest(text)?;
    let mut ours = Vec::new();
    let mut wasi = Vec::new();
    for import in &found.imports {
        let (name, version) = import.split_once('@').unwrap_or((import, ""));
        if let Some(interface) = name.strip_prefix(CONTRACT_PACKAGE) {
            let ours_now = format!("{}.{}.", validate::CONTRACT.0, validate::CONTRACT.1);
            if !version.starts_with(&ours_now) {
                return Err(format!("imports `{}`, another version of the contract", import.escape_debug()));
            }
            // Types alone give nothing.
            if interface != "types" {
                ours.push(interface.to_owned());
            }
        } else if WASI.contains(&name) && version.starts_with("0.2.") {
            wasi.push(name.to_owned());
        } else {
            return Err(format!("imports `{}`, which no plugin gets", import.escape_debug()));
        }
    }
    same_imports(&manifest, ours)?;
    if found.exports != ["run"] {
        return Err(format!("exports {:?} instead of `run` alone", found.exports));
    }
    Ok(Description { manifest, wasi })
}

/// The manifest of a component that was read and checked as a whole.
///
/// # Errors
/// As [`describe`].
pub fn manifest(bytes: &[u8]) -> Result<Manifest, String> {
    describe(bytes).map(|description| description.manifest)
}

pub(super) fn parsed<'t, T: serde::Deserialize<'t>>(text: &'t [u8]) -> Result<T, String> {
    serde_json::from_slice(text).map_err(|error| format!("has a manifest that is not valid: {error}"))
}

pub(crate) fn parse_manifest(text: &[u8]) -> Result<Manifest, String> {
    if text.len() > LARGEST_MANIFEST {
        return Err(format!("has a manifest of more than {} MiB", LARGEST_MANIFEST >> 20));
    }
    let manifest = parsed(text)?;
    validate::manifest(&manifest).map_err(|why| format!("has a manifest that is not valid: {why}"))?;
    Ok(manifest)
}

fn same_imports(manifest: &Manifest, mut actual: Vec<String>) -> Result<(), String> {
    let mut claimed = manifest.imports.clone();
    claimed.sort_unstable();
    actual.sort_unstable();
    if claimed == actual {
        return Ok(());
    }
    Err(format!("claims the imports {claimed:?} but has {actual:?}"))
}

#[derive(Default)]
struct Found<'a> {
    manifests: Vec<&'a [u8]>,
    imports: Vec<String>,
    exports: Vec<String>,
}

/// Sections of the component, and manifests anywhere below it (toolchains place a custom section in the core module).
fn scan(bytes: &[u8]) -> Result<Found<'_>, String> {
    let broken = |error: wasmparser::BinaryReaderError| format!("is not valid: {error}");
    // Compiled code would run as it is; nobody has looked at what it does.
    if bytes.starts_with(b"\x7fELF") {
        return Err("is machine code (ELF), and only components are taken".to_owned());
    }
    let mut found = Found::default();
    let mut depth = 0_u32;
    let mut first = true;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(broken)? {
            Payload::Version { encoding, .. } if std::mem::take(&mut first) && encoding != Encoding::Component => {
                return Err("is a core module, not a component".to_owned());
            }
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::CustomSection(section) if section.name() == SECTION => found.manifests.push(section.data()),
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    let import = import.map_err(broken)?;
                    // The world's own names for types: nothing to call.
                    if !matches!(import.ty, ComponentTypeRef::Type(_)) {
                        found.imports.push(import.name.name.to_owned());
                    }
                }
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section {
                    let export = export.map_err(broken)?;
                    // Python's toolchain exports an interface of its own, for its build. The host calls `run` alone.
                    if !matches!(export.kind, ComponentExternalKind::Type | ComponentExternalKind::Instance) {
                        found.exports.push(export.name.name.to_owned());
                    }
                }
            }
            _ => {}
        }
    }
    if first {
        return Err("is not a component".to_owned());
    }
    Ok(found)
}
