//! The peer tool's plaintext `credentials`, at the very place of ours: a JSON object of names and tokens.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::credential::Secret;
use crate::error::{Context, Error, Kind, Result};
use crate::files;

/// A plaintext store, as it was read.
pub struct Plaintext {
    path: PathBuf,
    bytes: Zeroizing<Vec<u8>>,
}

impl Plaintext {
    /// Whether this is one: a whole object with nothing but text in it. Ours has numbers and lists.
    pub fn recognise(bytes: &[u8]) -> bool {
        parse(bytes).is_some()
    }

    /// Reads one; nothing where there is no file, or another one.
    pub(super) fn read(path: &Path) -> Result<Option<Self>> {
        let bytes = files::read_optional(path)?.map(Zeroizing::new);
        Ok(bytes.filter(|bytes| Self::recognise(bytes)).map(|bytes| Self { path: path.to_owned(), bytes }))
    }

    pub(super) fn tokens(&self) -> Result<BTreeMap<String, Secret>> {
        parse(&self.bytes).ok_or_else(|| Error::bug("a plaintext store was recognised and cannot be read"))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file, held open for [`Plaintext::wipe`], as long as it is still what was read.
    ///
    /// # Errors
    /// When it cannot be opened for writing, or was changed.
    pub fn open_unchanged(&self) -> Result<File> {
        let context = || format!("failed to open `{}` to wipe it", self.path.display());
        let mut file = File::options().read(true).write(true).open(&self.path).context(Kind::Failed, context)?;
        let mut now = Zeroizing::new(Vec::with_capacity(self.bytes.len()));
        file.read_to_end(&mut now).context(Kind::Failed, context)?;
        if *now != *self.bytes {
            return Err(Error::failed(format!("`{}` was changed while it was imported", self.path.display()))
                .hinted("nothing was taken over; run `atlassian-cli auth import` again"));
        }
        Ok(file)
    }

    /// Overwrites what was in it.
    ///
    /// # Errors
    /// When it cannot be overwritten.
    pub fn wipe(&self, mut file: File) -> Result<()> {
        files::overwrite(&mut file).context(Kind::Failed, || {
            format!("the tokens are stored, but the old content of `{}` could not be overwritten", self.path.display())
        })
    }

    /// Overwrites and removes it, where no store of ours takes its place.
    ///
    /// # Errors
    /// When it cannot be overwritten or removed.
    pub fn remove(&self) -> Result<()> {
        self.wipe(self.open_unchanged()?)?;
        files::remove_optional(&self.path)
    }
}

fn parse(bytes: &[u8]) -> Option<BTreeMap<String, Secret>> {
    let texts: BTreeMap<String, String> = serde_json::from_slice(bytes).ok()?;
    Some(texts.into_iter().map(|(name, token)| (name, Secret::new(token))).collect())
}

impl std::fmt::Debug for Plaintext {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plaintext").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make the other tool's files")]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_object_of_texts_is_one() {
        for yes in ["{}", " {\"work\": \"x\"}\n", "{\"version\":\"1\",\"work_bitbucket\":\"x\"}"] {
            assert!(Plaintext::recognise(yes.as_bytes()), "{yes}");
        }
        for no in ["", "[]", "null", "\"x\"", "{\"work\":\"x\"", "{\"work\":\"x\"}}", "{\"work\":1}", "{\"work\":null}"]
        {
            assert!(!Plaintext::recognise(no.as_bytes()), "{no}");
        }
    }

    #[test]
    fn one_that_was_changed_meanwhile_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("credentials");
        std::fs::write(&path, "{\"work\":\"token-EXAMPLE\"}").unwrap();
        let read = Plaintext::read(&path).unwrap().unwrap();
        assert!(!format!("{read:?}").contains("EXAMPLE"));
        std::fs::write(&path, "{\"work\":\"newer-EXAMPLE\"}").unwrap();
        assert!(read.remove().unwrap_err().message.contains("was changed"));
        assert!(path.exists());
        let read = Plaintext::read(&path).unwrap().unwrap();
        let mut kept = read.open_unchanged().unwrap();
        read.remove().unwrap();
        std::io::Seek::rewind(&mut kept).unwrap();
        let mut left = Vec::new();
        kept.read_to_end(&mut left).unwrap();
        assert!(!path.exists() && left.len() == 24 && left.iter().all(|byte| *byte == 0));
    }
}
