//! What a command has written below a folder, so that a later run can replace and remove it: names and digests, in a hidden
//! file of that folder.
//!
//! It stands in the folder and not among our own files because it belongs to what it describes: it is there after the
//! folder was moved, and in a clone of it on another machine. It is not believed blindly. A file counts as a command's
//! only as long as its bytes are those that the command wrote, so nothing is lost that anybody has changed since, and
//! whoever could write a false record could only name what he knows to the last byte.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use cap_std::fs::{Dir, File};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::Error;

use super::own::Own;
use super::walk::{open_regular, parts};
use super::{Fault, Result};

/// Its name. A plugin cannot use it: it is hidden.
const NAME: &str = ".atlassian-cli-export.json";
/// Longest record in bytes: some hundred thousand files.
const LONGEST: u64 = 32 << 20;
/// Version of its form.
const VERSION: u32 = 1;
/// What it says of itself to whoever finds it.
const ABOUT: &str = "Files that atlassian-cli has written here, by command. A later run replaces and removes those that \
                     nobody has changed since. Keep it with the files.";

/// The file.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Content {
    about: String,
    version: u32,
    /// By command: digests by the files' names.
    commands: BTreeMap<String, BTreeMap<String, String>>,
}

/// What one command has written below one folder.
#[derive(Debug)]
pub(super) struct Record {
    dir: Dir,
    command: String,
    content: Content,
    changed: bool,
}

impl Record {
    /// That of a command in a folder.
    pub(super) fn load(dir: Dir, command: &str, own: &Own) -> Result<Self> {
        let content = match open_regular(&dir, NAME, own, NAME)? {
            None => Content::default(),
            Some(file) => read(file)?,
        };
        Ok(Self { dir, command: command.to_owned(), content, changed: false })
    }

    /// Whether the command has written anything that is remembered.
    pub(super) fn is_used(&self) -> bool {
        self.content.commands.contains_key(&self.command)
    }

    /// The names.
    pub(super) fn names(&self) -> Vec<String> {
        let files = self.content.commands.get(&self.command);
        files.into_iter().flat_map(BTreeMap::keys).cloned().collect()
    }

    /// The digest of a file as the command wrote it.
    pub(super) fn digest(&self, name: &str) -> Option<&str> {
        self.content.commands.get(&self.command)?.get(name).map(String::as_str)
    }

    /// Whether a file that is there is still as the command wrote it.
    pub(super) fn holds(&self, name: &str, file: File) -> io::Result<bool> {
        match self.digest(name) {
            Some(known) => Ok(known == digest_of(file)?),
            None => Ok(false),
        }
    }

    /// Remembers a file.
    pub(super) fn put(&mut self, name: &str, digest: String) {
        if self.digest(name) != Some(&digest) {
            let files = self.content.commands.entry(self.command.clone()).or_default();
            files.insert(name.to_owned(), digest);
            self.changed = true;
        }
    }

    /// Forgets a file.
    pub(super) fn forget(&mut self, name: &str) {
        if let Some(files) = self.content.commands.get_mut(&self.command) {
            self.changed |= files.remove(name).is_some();
        }
    }

    /// Writes what has changed; whoever reads meanwhile sees all of it or nothing.
    pub(super) fn save(&mut self) -> crate::error::Result<()> {
        if !std::mem::take(&mut self.changed) {
            return Ok(());
        }
        self.content.about = ABOUT.to_owned();
        self.content.version = VERSION;
        self.write().map_err(|error| {
            Error::failed(format!("`{NAME}` cannot be written"))
                .caused_by(error)
                .hinted("the next run takes the files of this one for somebody else's; `--force` replaces them")
        })
    }

    fn write(&self) -> io::Result<()> {
        let mut json = serde_json::to_vec_pretty(&self.content)?;
        json.push(b'\n');
        let (name, mut file) = temporary(&self.dir)?;
        let written = file.write_all(&json).and_then(|()| file.sync_all());
        let named = written.and_then(|()| self.dir.rename(&name, &self.dir, NAME));
        if named.is_err() {
            // What cannot be removed is in nobody's way.
            let _ = self.dir.remove_file(&name);
        }
        named
    }
}

/// A file under a name of its own, hidden.
fn temporary(dir: &Dir) -> io::Result<(String, File)> {
    let name = format!(".atlassian-cli-{:016x}.tmp", getrandom::u64().map_err(io::Error::other)?);
    let file = dir.open_with(&name, cap_std::fs::OpenOptions::new().write(true).create_new(true))?;
    Ok((name, file))
}

fn read(file: File) -> Result<Content> {
    let invalid = |why: &dyn std::fmt::Display| {
        Fault::Failed(
            Error::usage(format!("`{NAME}` is not valid"))
                .caused_by(why)
                .hinted("bring it back, or remove it: what is there is then replaced with `--force` alone"),
        )
    };
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| invalid(&error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LONGEST {
        return Err(invalid(&"it is too long"));
    }
    let content: Content = serde_json::from_slice(&bytes).map_err(|error| invalid(&error))?;
    if content.version != VERSION {
        return Err(invalid(&"it was written by another version of atlassian-cli"));
    }
    let names = content.commands.values().flat_map(BTreeMap::keys);
    match names.map(|name| parts(name)).find_map(std::result::Result::err) {
        Some(why) => Err(invalid(&format!("a name in it is none: {why}"))),
        None => Ok(content),
    }
}

/// SHA-256, as the record writes it.
pub(super) fn digest_of(mut file: File) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut block = vec![0; 64 << 10];
    loop {
        match file.read(&mut block)? {
            0 => break,
            read => hasher.update(block.get(..read).unwrap_or_default()),
        }
    }
    let digest: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("sha256:{digest}"))
}
