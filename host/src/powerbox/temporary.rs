//! Temporary files of outputs: gone when they are dropped, and when the program is ended by Ctrl-C.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use cap_std::fs::{Dir, File, OpenOptions};

use crate::interrupt;

/// Tries to find a free name.
const TRIES: u32 = 8;

/// The temporary files of a run.
#[derive(Debug, Clone, Default)]
pub(super) struct Temporaries(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    watched: bool,
    last: u64,
    files: BTreeMap<u64, (Dir, String)>,
}

/// One temporary file.
#[derive(Debug)]
pub(super) struct Temporary {
    all: Temporaries,
    number: u64,
    pub(super) dir: Dir,
    pub(super) name: String,
}

impl Temporaries {
    /// Makes a file in a folder under a name of its own, hidden.
    pub(super) fn create(&self, dir: &Dir) -> io::Result<(Temporary, File)> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !std::mem::replace(&mut kept.watched, true) {
            self.watch()?;
        }
        let mut tries = 0;
        let (name, file) = loop {
            let name = format!(".atlassian-cli-{:016x}.tmp", getrandom::u64().map_err(io::Error::other)?);
            match dir.open_with(&name, OpenOptions::new().write(true).create_new(true)) {
                Ok(file) => break (name, file),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < TRIES => tries += 1,
                Err(error) => return Err(error),
            }
        };
        kept.last += 1;
        let number = kept.last;
        kept.files.insert(number, (dir.try_clone()?, name.clone()));
        let temporary = Temporary { all: self.clone(), number, dir: dir.try_clone()?, name };
        Ok((temporary, file))
    }

    /// From now on, a run that is interrupted removes them. Until the first file, nothing needs to be done then.
    fn watch(&self) -> io::Result<()> {
        let kept = Arc::clone(&self.0);
        interrupt::also(move || {
            // Never given back: no file is made or named any more.
            let kept = std::mem::ManuallyDrop::new(kept.lock().unwrap_or_else(PoisonError::into_inner));
            for (dir, name) in kept.files.values() {
                let _ = dir.remove_file(name);
            }
        })
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let mut kept = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.files.remove(&self.number);
        // One that was given its name is no longer there.
        let _ = self.dir.remove_file(&self.name);
    }
}
