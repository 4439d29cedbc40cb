//! How far the log goes: kept apart from it, beside the key, so that cutting its end off is found.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Context, Kind, Result};
use crate::files;

use super::chain::{Keys, Mac, NOTHING};

/// Length of the file in bytes. It is always overwritten as a whole, within one block of the disk.
const LENGTH: usize = 512;

/// The end of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    key: String,
    /// Number of the first line that is kept: older ones went with files that were full.
    pub(super) first: u64,
    /// Number of the last line.
    pub(super) last: u64,
    /// Length of the file that is written to, in bytes.
    pub(super) bytes: u64,
    /// MAC of the last line, in hexadecimal.
    last_mac: String,
}

/// What stands where a head should be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A head written with our key.
    Good(Head),
    /// Nothing.
    Nothing,
    /// One that was written with another key, or says so.
    OtherKey,
    /// Something that was not written by this program.
    Changed,
}

impl Head {
    pub(super) fn new(keys: &Keys, first: u64) -> Self {
        Self { key: keys.id.clone(), first, last: 0, bytes: 0, last_mac: NOTHING.to_hex().to_string() }
    }

    /// MAC of the last line.
    pub(super) fn mac(&self) -> Mac {
        Mac::from_hex(&self.last_mac).unwrap_or(NOTHING)
    }

    /// Goes on to the next line.
    pub(super) fn advance(&mut self, number: u64, mac: &Mac, bytes: usize) {
        self.last = number;
        self.last_mac = mac.to_hex().to_string();
        self.bytes += u64::try_from(bytes).unwrap_or(u64::MAX);
    }
}

/// Where the head of a log lies: one for each state folder.
pub(super) fn path(key_dir: &Path, state_dir: &Path) -> PathBuf {
    let name = blake3::hash(state_dir.as_os_str().as_encoded_bytes()).to_hex();
    key_dir.join(format!("audit-head-{}", name.get(..16).unwrap_or_default()))
}

/// Reads the head.
///
/// # Errors
/// When it cannot be read, or is no file of ours.
pub(super) fn read(path: &Path, keys: &Keys) -> Result<Found> {
    let Some(file) = files::open_own(path, files::Open::Read)? else { return Ok(Found::Nothing) };
    let mut bytes = Vec::with_capacity(2 * LENGTH);
    file.take(u64::try_from(2 * LENGTH).unwrap_or(u64::MAX))
        .read_to_end(&mut bytes)
        .context(Kind::Failed, || format!("failed to read `{}`", path.display()))?;
    let bytes = bytes.trim_ascii_end();
    if bytes.is_empty() {
        return Ok(Found::Nothing);
    }
    if let Some(head) = keys.opened(bytes) {
        return Ok(Found::Good(head));
    }
    let says: Option<Head> = serde_json::from_slice(bytes).ok();
    Ok(if says.is_some_and(|head| head.key != keys.id) { Found::OtherKey } else { Found::Changed })
}

/// Writes the head over the one before.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write(path: &Path, keys: &Keys, head: &Head) -> Result<()> {
    let text = keys.head(head)?;
    let text = format!("{:<1$}\n", text.trim_end(), LENGTH - 1);
    let context = || format!("failed to write `{}`", path.display());
    let mut file = opened(path)?;
    file.write_all(text.as_bytes()).context(Kind::Failed, context)
}

fn opened(path: &Path) -> Result<File> {
    files::open_own(path, files::Open::Overwrite)?
        .ok_or_else(|| crate::error::Error::bug(format!("`{}` vanished", path.display())))
}
