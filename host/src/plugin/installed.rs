//! The files of installed plugins, named by digest. A file is only ever taken for what it is: its digest is looked at
//! each time, and the bytes that were looked at are the bytes that run.

use std::path::{Path, PathBuf};

use crate::environment;
use crate::error::{Error, Result};
use crate::files;

use super::capabilities::sha256;
use super::component;
use super::lock::Entry;

/// Folder of the files.
///
/// # Errors
/// When no home folder is known.
pub fn dir() -> Result<PathBuf> {
    Ok(environment::data_dir()?.join("plugins"))
}

/// The bytes that were accepted.
///
/// # Errors
/// When the file is gone, is no plain file, or has other bytes.
pub fn read(entry: &Entry) -> Result<Vec<u8>> {
    let path = path(&entry.sha256)?;
    let again = |error: Error| {
        error.hinted(format!(
            "`{cli} plugin install FILE` puts a plugin there that you look at first, `{cli} plugin remove {}` gives it up",
            entry.name,
            cli = crate::cli::NAME,
        ))
    };
    let changed = |what: &str| {
        again(Error::refused(format!(
            "the plugin `{}` has changed since it was accepted: `{}` {what}",
            entry.name,
            path.display()
        )))
    };
    match std::fs::symlink_metadata(&path) {
        Ok(meta) if meta.is_file() => {}
        Ok(_) => return Err(changed("is not a plain file")),
        Err(error) => {
            let gone = format!("the file `{}` of the plugin `{}` cannot be read", path.display(), entry.name);
            return Err(again(Error::failed(gone).caused_by(error)));
        }
    }
    let bytes = component::read(&path)?;
    if sha256(&bytes) == entry.sha256 { Ok(bytes) } else { Err(changed("has other bytes")) }
}

/// Puts a component there.
///
/// # Errors
/// When it cannot be written.
pub fn put(wasm: &[u8]) -> Result<()> {
    let dir = dir()?;
    files::private_dir(&dir)?;
    files::write_private(&path(&sha256(wasm))?, wasm)
}

/// Removes the file of an entry that is no longer in the list.
///
/// # Errors
/// When it is there and cannot be removed.
pub fn remove(entry: &Entry) -> Result<()> {
    files::remove_optional(&path(&entry.sha256)?)
}

/// Files in the folder that belong to none of these plugins.
///
/// # Errors
/// When no home folder is known.
pub fn strangers(entries: &[Entry]) -> Result<Vec<PathBuf>> {
    let ours: Vec<_> = entries.iter().map(|entry| path(&entry.sha256)).collect::<Result<_>>()?;
    let mut found: Vec<_> = std::fs::read_dir(dir()?)
        .into_iter()
        .flatten()
        .flatten()
        .map(|file| file.path())
        .filter(|path| !ours.iter().any(|one| one == path))
        .collect();
    found.sort();
    Ok(found)
}

/// A digest comes from plugins.lock or from bytes; in both cases it is hexadecimal and names no other folder.
fn path(sha256: &str) -> Result<PathBuf> {
    if sha256.len() != 64 || !sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Error::bug(format!("`{}` is no digest", sha256.escape_debug())));
    }
    Ok(dir()?.join(Path::new(sha256).with_extension("wasm")))
}
