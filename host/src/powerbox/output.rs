//! What is written: a file that appears under its name when it is whole, or standard output.

use std::io::{self, Read, Seek, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cap_std::fs::{Dir, File, Metadata, Permissions};

use crate::error::Error;
use crate::output::{self, Bytes, Level};

use super::own::Own;
use super::record::{Record, digest_of};
use super::temporary::{Temporaries, Temporary};
use super::walk::{Place, open_regular, regular_at};
use super::{Fault, Result, misuse};

/// Bytes compared at a time.
const BLOCK: usize = 64 << 10;

/// An output in the making.
#[derive(Debug)]
pub(super) struct Output {
    name: String,
    sink: Arc<Sink>,
    temporary: Option<Temporary>,
    below: Option<Below>,
}

/// Which folder an output is below, and its name there.
#[derive(Debug, Clone)]
pub(super) struct Below {
    pub(super) arg: String,
    pub(super) name: String,
}

/// Where the bytes of an output go; shared with a download that fills it.
#[derive(Debug)]
pub struct Sink(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    target: Target,
    written: u64,
    state: State,
}

#[derive(Debug)]
enum Target {
    File(std::fs::File),
    Standard(Bytes),
    /// A dry run.
    Nowhere,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    /// An answer goes into it.
    Lent,
    /// What was to go into it did not arrive whole.
    Broken,
}

impl Output {
    /// Begins a file at a place.
    pub(super) fn begin(
        place: Place,
        below: Option<Below>,
        own: &Own,
        all: &Temporaries,
        dry_run: bool,
    ) -> Result<Self> {
        let Place { dir, name } = place;
        if let Some(dir) = &dir {
            regular_at(dir, &name, own, &name)?;
        }
        let (target, temporary) = match dir.filter(|_| !dry_run) {
            None => (Target::Nowhere, None),
            Some(dir) => {
                let (temporary, file) = all.create(&dir).map_err(|error| unwritable(&name, &error))?;
                (Target::File(file.into_std()), Some(temporary))
            }
        };
        Ok(Self { name, sink: Sink::new(target), temporary, below })
    }

    /// Standard output; without it, nothing is written.
    pub(super) fn standard(bytes: Option<Bytes>) -> Self {
        let target = bytes.map_or(Target::Nowhere, Target::Standard);
        Self { name: "-".to_owned(), sink: Sink::new(target), temporary: None, below: None }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn below(&self) -> Option<&Below> {
        self.below.as_ref()
    }

    pub(super) fn sink(&self) -> &Arc<Sink> {
        &self.sink
    }

    /// Puts the file under its name, and remembers it where the command's files are remembered.
    pub(super) fn finish(self, force: bool, own: &Own, mut record: Option<&mut Record>) -> Result<()> {
        let failed = |error: io::Error| unwritable(&self.name, &error);
        let inner = self.sink.inner();
        match inner.state {
            State::Idle => {}
            State::Lent => return Err(misuse(&format!("finishes `{}` while an answer goes into it", self.name))),
            State::Broken => {
                return Err(Fault::Failed(Error::failed(format!(
                    "`{}` is not written, for it did not arrive whole",
                    self.name
                ))));
            }
        }
        let (Target::File(file), Some(temporary)) = (&inner.target, &self.temporary) else {
            if self.name != "-" {
                let bytes = inner.written;
                output::note(Level::Info, &format!("dry run: `{}` with {bytes} bytes was not written", self.name));
            }
            return Ok(());
        };
        // What is remembered is what is written, whatever becomes of it later.
        let digest = match record {
            Some(_) => Some(temporary.dir.open(&temporary.name).and_then(digest_of).map_err(failed)?),
            None => None,
        };
        match regular_at(&temporary.dir, &self.name, own, &self.name)? {
            None => {
                file.sync_all().map_err(failed)?;
                appear(temporary, &self.name).map_err(|error| match error.kind() {
                    io::ErrorKind::AlreadyExists => exists(&self.name),
                    _ => failed(error),
                })?;
            }
            Some(there) if self.holds_the_same(&temporary.dir, &there, own, inner.written)? => {}
            Some(there) if force || self.is_as_written(&temporary.dir, own, record.as_deref())? => {
                // Whoever could not read the old content cannot read the new.
                permit(file, &there).and_then(|()| file.sync_all()).map_err(failed)?;
                temporary.dir.rename(&temporary.name, &temporary.dir, &self.name).map_err(failed)?;
            }
            Some(_) => return Err(exists(&self.name)),
        }
        if let (Some(record), Some(digest), Some(below)) = (&mut record, digest, &self.below) {
            record.put(&below.name, digest);
        }
        Ok(())
    }

    /// Whether what is there was written by an earlier run, and by nobody since.
    fn is_as_written(&self, dir: &Dir, own: &Own, record: Option<&Record>) -> Result<bool> {
        let (Some(record), Some(below)) = (record, &self.below) else { return Ok(false) };
        let Some(old) = open_regular(dir, &self.name, own, &self.name)? else { return Ok(false) };
        record.holds(&below.name, old).map_err(|error| unwritable(&self.name, &error))
    }

    fn holds_the_same(&self, dir: &Dir, there: &Metadata, own: &Own, written: u64) -> Result<bool> {
        if there.len() != written {
            return Ok(false);
        }
        let Some(temporary) = &self.temporary else { return Ok(false) };
        let Some(old) = open_regular(dir, &self.name, own, &self.name)? else { return Ok(false) };
        let new = dir.open(&temporary.name).map_err(|error| unwritable(&self.name, &error))?;
        same(old, new).map_err(|error| unwritable(&self.name, &error))
    }
}

/// Gives a temporary file its name where nothing has it yet, whatever others do at the same time.
fn appear(temporary: &Temporary, name: &str) -> io::Result<()> {
    let dir = &temporary.dir;
    match dir.hard_link(&temporary.name, dir, name) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            // Some file systems know no second names.
            if dir.symlink_metadata(name).is_ok() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            dir.rename(&temporary.name, dir, name)
        }
        linked => linked,
    }
}

fn permit(file: &std::fs::File, there: &Metadata) -> io::Result<()> {
    let permissions = there.permissions();
    File::from_std(file.try_clone()?).set_permissions(Permissions::clone(&permissions))
}

fn same(mut old: File, mut new: File) -> io::Result<bool> {
    let (mut left, mut right) = (vec![0; BLOCK], vec![0; BLOCK]);
    loop {
        let (read, other) = (fill(&mut old, &mut left)?, fill(&mut new, &mut right)?);
        if left.get(..read) != right.get(..other) {
            return Ok(false);
        }
        if read == 0 {
            return Ok(true);
        }
    }
}

fn fill(file: &mut File, block: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = block.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest)? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

fn exists(name: &str) -> Fault {
    let error = Error::refused(format!("`{name}` is already there, with other content"))
        .caused_by("files are replaced only when you say so; nothing was changed")
        .hinted("add `--force` to replace it, or name another file");
    Fault::Failed(error)
}

fn unwritable(name: &str, error: &io::Error) -> Fault {
    Fault::Failed(unwritten(name, error))
}

fn unwritten(name: &str, error: &io::Error) -> Error {
    Error::failed(format!("`{name}` cannot be written")).caused_by(error)
}

impl Sink {
    fn new(target: Target) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Inner { target, written: 0, state: State::Idle })))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes so far.
    pub fn written(&self) -> u64 {
        self.inner().written
    }

    /// Appends what a guest writes.
    pub(super) fn write(&self, bytes: &[u8]) -> Result<()> {
        let mut inner = self.inner();
        match inner.state {
            State::Idle => inner.append(bytes).map_err(Fault::Failed),
            State::Lent => Err(misuse("writes to an output while an answer goes into it")),
            State::Broken => Err(Fault::Failed(Error::failed("the output did not arrive whole"))),
        }
    }

    /// From now on, an answer goes into it.
    pub(super) fn lend(&self) -> Result<()> {
        let mut inner = self.inner();
        if inner.state != State::Idle || inner.written > 0 {
            return Err(misuse("downloads into an output that is not empty"));
        }
        inner.state = State::Lent;
        Ok(())
    }

    /// Begins an answer, or begins it anew.
    ///
    /// # Errors
    /// When a part of it was written and cannot be taken back.
    pub fn restart(&self) -> crate::error::Result<()> {
        let mut inner = self.inner();
        if inner.written > 0 {
            match &mut inner.target {
                Target::File(file) => {
                    file.set_len(0).and_then(|()| file.rewind()).map_err(|error| unwritten("the output", &error))?;
                }
                Target::Standard(_) => {
                    return Err(Error::failed(
                        "the answer broke off after a part of it was written to standard output",
                    ));
                }
                Target::Nowhere => {}
            }
        }
        inner.written = 0;
        Ok(())
    }

    /// Appends a part of an answer.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn append(&self, bytes: &[u8]) -> crate::error::Result<()> {
        self.inner().append(bytes)
    }

    /// The answer is there, `whole` or not.
    pub fn give_back(&self, whole: bool) {
        self.inner().state = if whole { State::Idle } else { State::Broken };
    }
}

impl Inner {
    fn append(&mut self, bytes: &[u8]) -> crate::error::Result<()> {
        match &mut self.target {
            Target::File(file) => file.write_all(bytes).map_err(|error| unwritten("the output", &error))?,
            Target::Standard(out) => out.write(bytes)?,
            Target::Nowhere => {}
        }
        self.written += u64::try_from(bytes.len()).unwrap_or(0);
        Ok(())
    }
}
