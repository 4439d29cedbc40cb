//! What is read: a regular file, or standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cap_std::fs::Metadata;

use crate::error::Error;

use super::named::base_name;
use super::own::Own;
use super::walk::not_regular;
use super::{Fault, Result};

/// An open input.
#[derive(Debug)]
pub(super) struct Input {
    name: String,
    offset: u64,
    source: Upload,
}

/// What a form's part is read from; may outlive the guest's handle.
#[derive(Debug, Clone)]
pub enum Upload {
    /// A regular file, whose size was this when it was opened.
    File(Arc<File>, u64),
    /// Standard input, and whether a form has taken it.
    Stdin(Arc<AtomicBool>),
}

impl Input {
    /// Opens a file by the path that the user typed; a link is followed, as everywhere on a command line.
    pub(super) fn named(path: &Path, own: &Own) -> Result<Self> {
        let name = base_name(path);
        let failed = |error: io::Error| Fault::Failed(unreadable(&name, &error));
        // Looked at before it is opened: opening a device or a pipe may already do something.
        if !std::fs::metadata(path).map_err(failed)?.is_file() {
            return Err(not_regular(&name, "is not a regular file"));
        }
        let real = path.canonicalize().map_err(failed)?;
        if let (Some(folder), Some(last)) = (real.parent(), real.file_name()) {
            own.refuse_name(folder, &last.to_string_lossy())?;
        }
        let file = open_without_waiting(&real).map_err(failed)?;
        let metadata = Metadata::from_file(&file).map_err(failed)?;
        own.refuse_file(&metadata, &name)?;
        Self::opened(file, name)
    }

    /// An open file, if it is one that is stored somewhere.
    pub(super) fn opened(file: File, name: String) -> Result<Self> {
        let failed = |error: io::Error| Fault::Failed(unreadable(&name, &error));
        let metadata = file.metadata().map_err(failed)?;
        if !metadata.is_file() {
            return Err(not_regular(&name, "is not a regular file"));
        }
        if is_made_by_the_kernel(&file) {
            return Err(not_regular(&name, "is not a file on a disk, but tells about the running system"));
        }
        Ok(Self { name, offset: 0, source: Upload::File(Arc::new(file), metadata.len()) })
    }

    pub(super) fn stdin() -> Self {
        Self { name: "-".to_owned(), offset: 0, source: Upload::Stdin(Arc::default()) }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn size(&self) -> Option<u64> {
        self.source.size()
    }

    pub(super) fn upload(&self) -> Upload {
        self.source.clone()
    }

    /// The file itself, unless it is standard input.
    pub(super) fn into_file(self) -> Option<Arc<File>> {
        match self.source {
            Upload::File(file, _) => Some(file),
            Upload::Stdin(_) => None,
        }
    }

    /// The next bytes.
    pub(super) fn read(&mut self, max: usize) -> Result<Vec<u8>> {
        let failed = |error: &io::Error| Fault::Failed(unreadable(&self.name, error));
        let mut bytes = vec![0; max];
        let read = self.source.read(self.offset, &mut bytes).map_err(|error| failed(&error))?;
        self.offset += u64::try_from(read).unwrap_or(0);
        bytes.truncate(read);
        Ok(bytes)
    }
}

impl Upload {
    /// How much there is, if that is known.
    pub fn size(&self) -> Option<u64> {
        match self {
            Self::File(_, size) => Some(*size),
            Self::Stdin(_) => None,
        }
    }

    /// Begins to send it; `false` when it was sent and cannot be sent again.
    pub fn begin(&self) -> bool {
        match self {
            Self::File(..) => true,
            Self::Stdin(taken) => !taken.swap(true, Ordering::Relaxed),
        }
    }

    /// Whether it can be sent (again).
    pub fn is_repeatable(&self) -> bool {
        matches!(self, Self::File(..))
    }

    /// Reads at an offset, which standard input does not know.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, offset: u64, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = match self {
                Self::File(file, _) => read_at(file, offset, bytes),
                Self::Stdin(_) => io::stdin().lock().read(bytes),
            };
            match read {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }
}

fn unreadable(name: &str, error: &io::Error) -> Error {
    let error_text = Error::usage(format!("`{name}` cannot be read")).caused_by(error);
    match error.kind() {
        io::ErrorKind::NotFound => error_text.hinted("is the path right, seen from the folder that you are in?"),
        _ => error_text,
    }
}

#[cfg(unix)]
fn open_without_waiting(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    // A pipe that was put there in between does not hold us up; it is refused when it is open.
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY | rustix::fs::OFlags::NOFOLLOW;
    File::options().read(true).custom_flags(i32::try_from(flags.bits()).unwrap_or(0)).open(path)
}

#[cfg(not(unix))]
fn open_without_waiting(path: &Path) -> io::Result<File> {
    File::open(path)
}

#[cfg(unix)]
fn read_at(file: &File, offset: u64, bytes: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_at(file: &File, offset: u64, bytes: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, bytes, offset)
}

/// Whether a file is of `/proc` or `/sys`, under whatever name: there, "regular files" hold the environment of
/// processes and their memory.
#[cfg(target_os = "linux")]
fn is_made_by_the_kernel(file: &File) -> bool {
    const SYSFS: i128 = 0x6265_6572;
    rustix::fs::fstatfs(file).map_or(true, |found| {
        let kind = i128::from(found.f_type);
        kind == i128::from(rustix::fs::PROC_SUPER_MAGIC) || kind == SYSFS
    })
}

#[cfg(not(target_os = "linux"))]
fn is_made_by_the_kernel(_: &File) -> bool {
    false
}
