//! The 32 random bytes that the credential store is encrypted with, and the key of the code cache.

use std::path::Path;

use zeroize::Zeroizing;

use crate::error::{Context, Error, Kind, Result};
use crate::files;

/// Length of a key in bytes.
pub const LENGTH: usize = 32;

/// A key; zeroed when it goes.
pub type Key = Zeroizing<[u8; LENGTH]>;

/// Reads the key in a file, or makes it when there is none and `may_make`.
///
/// # Errors
/// When it cannot be read or made, has another length, or can be read by others.
pub fn load(path: &Path, may_make: bool) -> Result<Option<Key>> {
    match files::read_optional(path)? {
        Some(bytes) => {
            let bytes = Zeroizing::new(bytes);
            refuse_if_others_can_read(path)?;
            let key: [u8; LENGTH] = bytes.as_slice().try_into().map_err(|_| wrong_length(path, bytes.len()))?;
            Ok(Some(Zeroizing::new(key)))
        }
        None if may_make => make(path).map(Some),
        None => Ok(None),
    }
}

fn make(path: &Path) -> Result<Key> {
    let key = random::<LENGTH>()?;
    files::write_private(path, key.as_slice())?;
    Ok(key)
}

/// Random bytes from the operating system.
///
/// # Errors
/// When it has none to give.
pub fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut_slice())
        .context(Kind::Failed, || "the operating system gave no random bytes".to_owned())?;
    Ok(bytes)
}

fn wrong_length(path: &Path, length: usize) -> Error {
    Error::failed(format!("`{}` is not a key: it has {length} bytes instead of {LENGTH}", path.display()))
        .hinted("put the right file back, or remove it together with `credentials` and run `atlassian-cli auth login`")
}

/// A key that others can read protects nothing.
#[cfg(unix)]
pub fn refuse_if_others_can_read(path: &Path) -> Result<()> {
    use std::os::unix::fs::MetadataExt;
    let meta = std::fs::metadata(path).context(Kind::Failed, || format!("failed to read `{}`", path.display()))?;
    if meta.mode() & 0o077 != 0 || meta.uid() != rustix::process::geteuid().as_raw() {
        return Err(Error::refused(format!("`{}` can be read by other users", path.display())).hinted(format!(
            "make it yours alone with `chmod 600 {}`; if others may have read it, replace your tokens",
            path.display()
        )));
    }
    Ok(())
}

/// A key that others can read protects nothing. Elsewhere the user's own folder is private by default.
#[cfg(not(unix))]
pub fn refuse_if_others_can_read(_: &Path) -> Result<()> {
    Ok(())
}
