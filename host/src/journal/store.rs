//! The bytes of one journal: lines are added at the end, and read again where they stand.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::NamedTempFile;

use crate::error::{Error, Kind, Result};
use crate::files::{self, Open};

use super::binding::Binding;
use super::line::{Head, Sealed, State};
use super::{id, read};

/// What the name of a file begins with that is not a journal yet.
pub(super) const DRAFT: &str = ".tmp-journal-";

/// Where a line stands, without its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) at: u64,
    pub(super) length: u32,
}

/// An item: where its plan and its last mark stand. Its texts stay in the file, so that a plan may be of any size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) plan: Place,
    pub(super) state: State,
    pub(super) mark: Option<Place>,
}

#[derive(Debug)]
enum Medium {
    /// A file without a name of its own yet; gone when it is dropped.
    Draft(NamedTempFile),
    /// A journal, whose lock is held as long as it is open.
    Disk(File),
    /// A journal that a dry run looks at.
    Shown(File),
    /// What a dry run plans.
    Memory(Vec<u8>),
}

/// A journal's bytes.
#[derive(Debug)]
pub(super) struct Store {
    medium: Medium,
    end: u64,
    /// A part of a line stands at the end and could not be taken away.
    broken: bool,
}

impl Store {
    /// Nothing yet, on disk but without a name.
    pub(super) fn draft(dir: &Path) -> Result<Self> {
        files::private_dir(dir)?;
        let failed = |error| files::failed(&error, dir, "begin a journal");
        let file = tempfile::Builder::new().prefix(DRAFT).tempfile_in(dir).map_err(failed)?;
        file.as_file().lock().map_err(failed)?;
        Ok(Self { medium: Medium::Draft(file), end: 0, broken: false })
    }

    /// Nothing yet, and nowhere but in memory.
    pub(super) fn in_memory() -> Self {
        Self { medium: Medium::Memory(Vec::new()), end: 0, broken: false }
    }

    /// The file that has no name yet.
    pub(super) fn draft_path(&self) -> Option<&Path> {
        match &self.medium {
            Medium::Draft(file) => Some(file.path()),
            _ => None,
        }
    }

    /// Whether what is added is there for a later run.
    pub(super) fn is_kept(&self) -> bool {
        matches!(self.medium, Medium::Disk(_))
    }

    /// Adds a line. What cannot be written whole leaves no part behind.
    pub(super) fn append(&mut self, line: &[u8]) -> Result<Place> {
        let length = u32::try_from(line.len().saturating_sub(1)).map_err(|_| Error::failed("a line is too long"))?;
        let place = Place { at: self.end, length };
        let end = self.end;
        match &mut self.medium {
            Medium::Memory(bytes) => bytes.extend_from_slice(line),
            Medium::Shown(_) => return Ok(place),
            Medium::Draft(file) => write_at(file.as_file_mut(), end, line, &mut self.broken)?,
            Medium::Disk(file) => write_at(file, end, line, &mut self.broken)?,
        }
        self.end += u64::try_from(line.len()).unwrap_or(u64::MAX);
        Ok(place)
    }

    /// Waits until everything is on disk.
    pub(super) fn sync(&self) -> Result<()> {
        let synced = match &self.medium {
            Medium::Draft(file) => file.as_file().sync_data(),
            Medium::Disk(file) => file.sync_data(),
            Medium::Shown(_) | Medium::Memory(_) => Ok(()),
        };
        synced.map_err(|error| unwritten(&error))
    }

    /// Gives a draft its name: it is on disk whole, or not there.
    pub(super) fn publish(&mut self, path: &Path) -> Result<()> {
        self.sync()?;
        let Medium::Draft(file) = std::mem::replace(&mut self.medium, Medium::Memory(Vec::new())) else {
            return Err(Error::bug("a journal has its name already"));
        };
        let file = file.persist_noclobber(path).map_err(|error| unwritten(&error.error))?;
        self.medium = Medium::Disk(file);
        files::sync_dir(path)
    }

    /// A line that stands there.
    pub(super) fn read(&mut self, place: Place) -> Result<Vec<u8>> {
        let length = usize::try_from(place.length).unwrap_or(usize::MAX);
        let unreadable = |error| Error::failed("the journal cannot be read").caused_by_chain(&error);
        let file = match &mut self.medium {
            Medium::Memory(bytes) => {
                let start = usize::try_from(place.at).unwrap_or(usize::MAX);
                let line = start.checked_add(length).and_then(|end| bytes.get(start..end));
                return line.map(<[u8]>::to_vec).ok_or_else(|| Error::bug("a line of a plan is not there"));
            }
            Medium::Draft(file) => file.as_file_mut(),
            Medium::Disk(file) | Medium::Shown(file) => file,
        };
        let mut line = vec![0; length];
        file.seek(SeekFrom::Start(place.at)).and_then(|_| file.read_exact(&mut line)).map_err(unreadable)?;
        Ok(line)
    }
}

fn write_at(file: &mut File, end: u64, line: &[u8], broken: &mut bool) -> Result<()> {
    if *broken {
        return Err(Error::failed("the journal cannot be written").caused_by("a part of a line stands at its end"));
    }
    let written = file.seek(SeekFrom::Start(end)).and_then(|_| file.write_all(line));
    written.map_err(|error| {
        *broken = file.set_len(end).is_err();
        unwritten(&error)
    })
}

fn unwritten(error: &std::io::Error) -> Error {
    use std::io::ErrorKind::{QuotaExceeded, StorageFull};
    let failed = Error::failed("the journal cannot be written").caused_by_chain(error);
    match error.kind() {
        StorageFull | QuotaExceeded => failed.hinted("free some space; what was not begun was not sent"),
        _ => failed,
    }
}

/// A journal that is taken up, with its lock.
#[derive(Debug)]
pub struct TakenUp {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) args: Value,
    pub(super) rows: Vec<Row>,
    pub(super) store: Store,
}

impl TakenUp {
    /// Takes up a journal; a dry run only looks at it.
    ///
    /// # Errors
    /// When there is none, it is another run's, somebody works on it, or it cannot be read.
    pub fn open(text: &str, now: &Binding, dry_run: bool) -> Result<Self> {
        let path = path(text)?;
        let purpose = if dry_run { Open::Read } else { Open::Change };
        let mut file = files::open_own(&path, purpose)?.ok_or_else(|| id::unknown(text))?;
        if !dry_run && !is_free(&file)? {
            return Err(Error::new(Kind::Refused, format!("another process works on the journal `{text}`"))
                .hinted("wait for it, or end it"));
        }
        let scan = read::scan(&mut file, |_, _| {}).map_err(|error| read::unreadable(text, &error))?;
        let Head { binding, args, .. } = scan.head;
        binding.check(text, now)?;
        let Sealed { title, .. } = scan.sealed;
        if !dry_run && scan.end < scan.length {
            // The end of a line that was being written when the process was killed.
            file.set_len(scan.end).map_err(|error| unwritten(&error))?;
        }
        let medium = if dry_run { Medium::Shown(file) } else { Medium::Disk(file) };
        let store = Store { medium, end: scan.end, broken: false };
        Ok(Self { id: text.to_owned(), title, args, rows: scan.rows, store })
    }

    /// The arguments of the run that planned it.
    pub fn args(&self) -> &Value {
        &self.args
    }
}

/// Where a journal of that name would lie.
pub(super) fn path(text: &str) -> Result<PathBuf> {
    if !id::is_one(text) {
        return Err(id::unknown(text));
    }
    Ok(super::dir()?.join(format!("{text}{}", id::ENDING)))
}

/// Takes the lock of an open file, if nobody has it.
pub(super) fn is_free(file: &File) -> Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(Error::failed("the journal cannot be locked").caused_by_chain(&error)),
    }
}
