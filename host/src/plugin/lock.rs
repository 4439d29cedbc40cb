//! plugins.lock: which plugins the user accepted, under a MAC.
//!
//! It is JSON that people can read. Its key, `lock-key`, lies beside it; without the key nobody can add a plugin, and a
//! list that is not as this program left it is refused as a whole.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::credential::key;
use crate::environment;
use crate::error::{Error, Result};
use crate::files;

/// The file's name.
pub const NAME: &str = "plugins.lock";

const KEY: &str = "lock-key";

/// Version of the format.
const VERSION: u32 = 1;

/// A plugin that was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// First word of its commands.
    pub name: String,
    /// The version that it gave itself.
    pub version: String,
    /// The file that it was installed from.
    pub source: String,
    /// SHA-256 of the component, in hexadecimal: these bytes run and no others.
    pub sha256: String,
    /// Hash of what was accepted, see [`super::capabilities`].
    pub capabilities: String,
    /// When it was accepted, RFC 3339.
    pub accepted: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    version: u32,
    plugins: Vec<Entry>,
    mac: String,
}

/// What every version of the format has.
#[derive(Deserialize)]
struct AnyVersion {
    version: u32,
}

/// The accepted plugins. Without the file there are none.
///
/// # Errors
/// When the list is not as this program left it: changed, torn, of another version, a link, or writable by others.
pub fn read() -> Result<Vec<Entry>> {
    let dir = environment::credential_dir()?;
    read_in(&dir).map_err(|why| untrusted(&dir, &why))
}

/// Changes the list: one process at a time, and the whole file or nothing.
///
/// # Errors
/// When the list cannot be trusted or written, and whatever `apply` says; the old list stays then.
pub fn change<T>(apply: impl FnOnce(&mut Vec<Entry>) -> Result<T>) -> Result<T> {
    let dir = environment::credential_dir()?;
    let _lock = files::lock(&dir, NAME)?;
    files::sweep(&dir, &[NAME, KEY]);
    let mut entries = read()?;
    let outcome = apply(&mut entries)?;
    write(&dir, entries)?;
    Ok(outcome)
}

fn path(dir: &Path) -> PathBuf {
    dir.join(NAME)
}

fn read_in(dir: &Path) -> Result<Vec<Entry>, String> {
    let path = path(dir);
    match std::fs::symlink_metadata(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(format!("cannot be read: {error}")),
        Ok(meta) if !meta.is_file() => return Err("is not a plain file".to_owned()),
        Ok(meta) => refuse_if_others_can_write(&meta)?,
    }
    let bytes = std::fs::read(&path).map_err(|error| format!("cannot be read: {error}"))?;
    verified(&bytes, || match key::load(&dir.join(KEY), false) {
        Ok(Some(key)) => Ok(key),
        Ok(None) => Err(format!("cannot be verified: its key `{KEY}` is missing")),
        Err(error) => Err(format!("cannot be verified: {error}")),
    })
}

/// The entries of a list, if this key made its MAC.
fn verified(bytes: &[u8], key: impl FnOnce() -> Result<key::Key, String>) -> Result<Vec<Entry>, String> {
    let not_json = |error: serde_json::Error| format!("is damaged: {error}");
    let AnyVersion { version } = serde_json::from_slice(bytes).map_err(not_json)?;
    if version != VERSION {
        return Err(format!("has the format {version}, which this atlassian-cli does not know"));
    }
    let content: Content = serde_json::from_slice(bytes).map_err(not_json)?;
    let key = key()?;
    let found = blake3::Hash::from_hex(&content.mac).map_err(|_| "is damaged: its MAC is none".to_owned())?;
    if mac(&key, &content.plugins).map_err(|error| error.to_string())? != found {
        return Err("was changed by something else than this program".to_owned());
    }
    Ok(content.plugins)
}

fn write(dir: &Path, plugins: Vec<Entry>) -> Result<()> {
    let key_path = dir.join(KEY);
    if !path(dir).exists() {
        // A key that no list was made with is worth nothing, whatever is wrong with it.
        if key::load(&key_path, false).is_err() {
            files::remove_optional(&key_path)?;
        }
    }
    let key = key::load(&key_path, true)?.ok_or_else(|| Error::bug("the key of plugins.lock vanished"))?;
    let mac = mac(&key, &plugins)?.to_hex().to_string();
    let mut text = serde_json::to_string_pretty(&Content { version: VERSION, plugins, mac })
        .map_err(|error| Error::bug("plugins.lock cannot be written").caused_by(error))?;
    text.push('\n');
    files::write_private(&path(dir), text.as_bytes())
}

/// Whether a list counts that another key made, and whether one with these entries counts with its own key alone.
#[cfg(feature = "fuzzing")]
pub(crate) fn counts_only_with_its_key(list: &[u8], entries: &[u8]) -> bool {
    let key = |byte| zeroize::Zeroizing::new([byte; key::LENGTH]);
    let Ok(plugins) = serde_json::from_slice::<Vec<Entry>>(entries) else {
        return verified(list, || Ok(key(7))).is_err();
    };
    let Ok(mac) = mac(&key(7), &plugins).map(|mac| mac.to_hex().to_string()) else { return false };
    let Ok(own) = serde_json::to_vec(&Content { version: VERSION, plugins: plugins.clone(), mac }) else {
        return false;
    };
    verified(&own, || Ok(key(7))).is_ok_and(|read| read == plugins) && verified(&own, || Ok(key(8))).is_err()
}

/// Covers version and entries as they are written; spaces between them mean nothing. Comparison of [`blake3::Hash`]
/// takes the same time for any two values.
fn mac(key: &key::Key, plugins: &[Entry]) -> Result<blake3::Hash> {
    let text = serde_json::to_vec(&(VERSION, plugins))
        .map_err(|error| Error::bug("plugins.lock cannot be written").caused_by(error))?;
    Ok(blake3::keyed_hash(key, &text))
}

fn untrusted(dir: &Path, why: &str) -> Error {
    let path = path(dir);
    Error::refused(format!("no installed plugin runs: `{}` {why}", path.display())).hinted(format!(
        "put the right file back from a backup; or remove it and install again what you want, after `{} plugin inspect`",
        crate::cli::NAME
    ))
}

#[cfg(unix)]
fn refuse_if_others_can_write(meta: &std::fs::Metadata) -> Result<(), String> {
    use std::os::unix::fs::MetadataExt;
    if meta.uid() != rustix::process::geteuid().as_raw() {
        return Err("belongs to another user".to_owned());
    }
    if meta.mode() & 0o022 != 0 {
        return Err("can be written by other users; `chmod 600` it if you trust them so far".to_owned());
    }
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the Unix form can fail")]
fn refuse_if_others_can_write(_: &std::fs::Metadata) -> Result<(), String> {
    Ok(())
}
