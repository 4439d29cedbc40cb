//! Temporary files of ours that are being written: what ends the program by a signal removes them.

use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, Once, PoisonError};

use tempfile::NamedTempFile;

use crate::interrupt;

static PATHS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// One of them, until it has its name or is gone.
pub(super) struct Unfinished(PathBuf);

impl Unfinished {
    /// Makes a file. No signal comes between that and its being known here.
    pub(super) fn make(make: impl FnOnce() -> io::Result<NamedTempFile>) -> io::Result<(NamedTempFile, Self)> {
        static WATCHED: Once = Once::new();
        WATCHED.call_once(|| {
            // Where the system takes no handler, the next writer sweeps.
            let _ = interrupt::also(|| {
                // Never given back: no file is made any more.
                let paths = std::mem::ManuallyDrop::new(PATHS.lock().unwrap_or_else(PoisonError::into_inner));
                for path in paths.iter() {
                    let _ = std::fs::remove_file(path);
                }
            });
        });
        let mut paths = PATHS.lock().unwrap_or_else(PoisonError::into_inner);
        let file = make()?;
        paths.push(file.path().to_owned());
        let this = Self(file.path().to_owned());
        Ok((file, this))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        PATHS.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| *path != self.0);
    }
}
