//! A key in a file: `key` beside the store, and `key.new` while it is being replaced.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::error::{Context, Error, Kind, Result};
use crate::files;

use super::{Key, LENGTH, id, random};

/// Where the key of a store lies.
pub(super) fn path(dir: &Path) -> PathBuf {
    dir.join("key")
}

/// Where the next key lies until the store has been changed to it.
fn next_path(dir: &Path) -> PathBuf {
    dir.join("key.new")
}

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

/// The key with this id: after an interrupted rotation, it may still be the next one.
pub(super) fn find(dir: &Path, wanted: &str) -> Result<Key> {
    let key = load(&path(dir), false);
    if let Ok(Some(key)) = &key
        && id(key) == wanted
    {
        return Ok(key.clone());
    }
    if let Ok(Some(next)) = load(&next_path(dir), false)
        && id(&next) == wanted
    {
        return Ok(next);
    }
    Err(if key?.is_some() { another(dir) } else { missing(dir) })
}

pub(super) fn make_next(dir: &Path) -> Result<Key> {
    make(&next_path(dir))
}

pub(super) fn discard_next(dir: &Path) {
    // What stays opens nothing, and the next writer removes it.
    let _ = std::fs::remove_file(next_path(dir));
}

/// Leaves `key` alone there, with the key in use; no key at all when that is elsewhere.
pub(super) fn settle(dir: &Path, current: Option<&str>) -> Result<()> {
    let (path, next) = (path(dir), next_path(dir));
    let Some(current) = current else {
        files::remove_optional(&next)?;
        return files::remove_optional(&path);
    };
    match load(&next, false) {
        Ok(None) => Ok(()),
        Ok(Some(key)) if id(&key) == current => files::rename(&next, &path),
        _ => files::remove_optional(&next),
    }
}

fn missing(dir: &Path) -> Error {
    Error::new(Kind::SignIn, format!("the key `{}` is missing, so stored tokens cannot be read", path(dir).display()))
        .hinted("put the key file back, or remove `credentials` beside it and run `atlassian-cli auth login` again")
}

fn another(dir: &Path) -> Error {
    Error::new(
        Kind::SignIn,
        format!("`{}` is not the key that the stored tokens were encrypted with", path(dir).display()),
    )
    .hinted(
        "put the right key file back, or remove it and `credentials` beside it and run `atlassian-cli auth login` again",
    )
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Every state that a rotation passes through, and what is left of each by [`settle`].
    #[test]
    fn the_named_key_is_found_in_every_state_of_a_rotation() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path();
        let old = make(&path(dir)).unwrap();
        let next = make_next(dir).unwrap();
        for wanted in [&old, &next] {
            assert_eq!(&find(dir, &id(wanted)).unwrap(), wanted);
        }
        settle(dir, Some(&id(&next))).unwrap();
        assert_eq!(find(dir, &id(&next)).unwrap(), next);
        assert!(find(dir, &id(&old)).unwrap_err().message.contains("is not the key"));
        make_next(dir).unwrap();
        settle(dir, Some(&id(&next))).unwrap();
        assert_eq!(find(dir, &id(&next)).unwrap(), next);
        assert!(!next_path(dir).exists());
        settle(dir, None).unwrap();
        assert!(find(dir, &id(&next)).unwrap_err().message.contains("is missing"));
        assert_eq!(std::fs::read_dir(dir).unwrap().count(), 0);
    }
}
