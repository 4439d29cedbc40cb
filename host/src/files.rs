//! Our own files: private folders, whole files or none.

mod unfinished;

use std::io::Write;
use std::path::Path;

use crate::error::{Context, Error, Kind, Result};

use unfinished::Unfinished;

/// Makes a folder that only its owner can enter, and its parents. One that is there already keeps its mode: others may
/// look into it if its owner lets them, since each file of ours is closed to them.
///
/// # Errors
/// When it cannot be made, or is there and others can change what is in it.
pub fn private_dir(dir: &Path) -> Result<()> {
    if dir.is_dir() {
        return refuse_if_others_can_write(dir);
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|error| failed(&error, dir, &format!("make the folder `{}`", dir.display())))
}

/// What others can change could send a token to them.
///
/// # Errors
/// When they can, or it cannot be told.
#[cfg(unix)]
pub fn refuse_if_others_can_write(path: &Path) -> Result<()> {
    use std::os::unix::fs::MetadataExt;

    let meta = std::fs::metadata(path).context(Kind::Failed, || format!("failed to read `{}`", path.display()))?;
    let own = rustix::process::geteuid().as_raw();
    // Many systems give each user a group of one, and files that this group may write.
    let own_group = meta.gid() == rustix::process::getegid().as_raw();
    let others_write = meta.mode() & 0o002 != 0 || (meta.mode() & 0o020 != 0 && !own_group);
    if (meta.uid() != own && meta.uid() != 0) || others_write {
        return Err(Error::refused(format!("`{}` can be changed by other users", path.display())).hinted(format!(
            "make it yours alone: `chmod go-w {0}` and, if needed, `chown $USER {0}`",
            path.display()
        )));
    }
    Ok(())
}

/// What others can change could send a token to them. Elsewhere the user's own folder is private by default.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the Unix form can fail")]
pub fn refuse_if_others_can_write(_: &Path) -> Result<()> {
    Ok(())
}

/// Writes a file that only its owner can read: to a temporary file beside it, synced and renamed, so that whoever
/// reads sees the old content or the new, never a part.
///
/// # Errors
/// When it cannot be written; the old content stays.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    write_atomically(path, bytes, Care::Private)
}

/// As [`write_private`], without waiting for the disk: for what can be made anew.
///
/// # Errors
/// When it cannot be written; the old content stays.
pub fn write_cache(path: &Path, bytes: &[u8]) -> Result<()> {
    write_atomically(path, bytes, Care::Cache)
}

/// As [`write_private`], with the permissions that the user's new files have: for a file that the user named.
///
/// # Errors
/// When it cannot be written; the old content stays.
pub fn write_named(path: &Path, bytes: &[u8]) -> Result<()> {
    write_atomically(path, bytes, Care::Named)
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Care {
    Private,
    Cache,
    Named,
}

/// What a file of ours is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// To be read.
    Read,
    /// To be read and written where it is there.
    Change,
    /// To be written at its end; made when it is not there.
    Append,
    /// To be written from its beginning; made when it is not there.
    Overwrite,
}

/// Opens a file of ours, 0600, or answers nothing when it is not there to be read. A link, a pipe or a folder in its place
/// is not followed, nor waited for.
///
/// # Errors
/// When it is no file, somebody else's, or cannot be opened.
pub fn open_own(path: &Path, purpose: Open) -> Result<Option<std::fs::File>> {
    let mut options = std::fs::OpenOptions::new();
    match purpose {
        Open::Read => options.read(true),
        Open::Change => options.read(true).write(true),
        Open::Append => options.append(true).create(true),
        Open::Overwrite => options.write(true).create(true).truncate(false),
    };
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.mode(0o600).custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    }
    let not_ours = |why: &str| {
        Error::refused(format!("`{}` {why}", path.display()))
            .hinted("move it away; the program makes its own file there")
    };
    if path.symlink_metadata().is_ok_and(|meta| !meta.is_file()) {
        return Err(not_ours("is not a file"));
    }
    let dir = path.parent().unwrap_or(Path::new("."));
    let file = match options.open(path) {
        Ok(file) => file,
        Err(error) if matches!(purpose, Open::Read | Open::Change) && error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(None);
        }
        Err(error) => return Err(failed(&error, dir, &format!("open `{}`", path.display()))),
    };
    let meta = file.metadata().map_err(|error| failed(&error, dir, &format!("open `{}`", path.display())))?;
    if !meta.is_file() {
        return Err(not_ours("is not a file"));
    }
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::uid(&meta) != rustix::process::geteuid().as_raw() {
        return Err(not_ours("belongs to another user"));
    }
    Ok(Some(file))
}

/// An error of writing below `dir`, with the cure where we know one.
pub(crate) fn failed(error: &std::io::Error, dir: &Path, what: &str) -> Error {
    use std::io::ErrorKind::{NotADirectory, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    let failed = Error::failed(format!("failed to {what}")).caused_by_chain(error);
    let dir = dir.display();
    match error.kind() {
        PermissionDenied => {
            failed.hinted(format!("make the folder yours and writable: `chown $USER {dir}`, `chmod 700 {dir}`"))
        }
        ReadOnlyFilesystem => failed.hinted("set `ATLASSIAN_CLI_CONFIG_DIR` to a folder that can be written"),
        StorageFull | QuotaExceeded => failed.hinted("free some space; nothing was changed"),
        NotADirectory => failed.hinted(format!("something on the way to `{dir}` is a file; move it away")),
        _ => failed,
    }
}

fn write_atomically(path: &Path, bytes: &[u8], care: Care) -> Result<()> {
    let durable = care != Care::Cache;
    let dir = dir_of(path);
    let context = |error| failed(&error, dir, &format!("write `{}`", path.display()));
    // Temporary files of this crate are 0600 from the start.
    let prefix = temporary_prefix(path);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix);
    #[cfg(unix)]
    if care == Care::Named {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    let (mut file, _unfinished) = Unfinished::make(|| builder.tempfile_in(dir)).map_err(context)?;
    file.write_all(bytes).map_err(context)?;
    if durable {
        file.as_file().sync_all().map_err(context)?;
    }
    file.persist(path).map_err(|error| context(error.error))?;
    if durable { sync_dir(path) } else { Ok(()) }
}

/// The folder of a file; that of a bare name is where the program runs.
fn dir_of(path: &Path) -> &Path {
    path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn temporary_prefix(path: &Path) -> String {
    format!(".tmp-{}-", path.file_name().unwrap_or_default().to_string_lossy())
}

/// A new name is on disk only when the folder is.
#[cfg(unix)]
pub(crate) fn sync_dir(path: &Path) -> Result<()> {
    std::fs::File::open(dir_of(path))
        .and_then(|dir| dir.sync_all())
        .context(Kind::Failed, || format!("failed to write `{}`", path.display()))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the Unix form can fail")]
pub(crate) fn sync_dir(_: &Path) -> Result<()> {
    Ok(())
}

/// Removes temporary files that a killed process has left of the files `names`. Only under the lock of those files:
/// whoever is writing one holds it.
pub fn sweep(dir: &Path, names: &[&str]) {
    let prefixes: Vec<_> = names.iter().map(|name| temporary_prefix(Path::new(name))).collect();
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        if prefixes.iter().any(|prefix| entry.file_name().to_string_lossy().starts_with(prefix)) {
            // What cannot be removed is in nobody's way.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Renames a file of ours for good, replacing what is there.
///
/// # Errors
/// When it cannot be renamed.
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    std::fs::rename(from, to).context(Kind::Failed, || format!("failed to write `{}`", to.display()))?;
    sync_dir(to)
}

/// Removes a file; one that is not there is as good.
///
/// # Errors
/// When it is there and cannot be removed.
pub fn remove_optional(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).context(Kind::Failed, || format!("failed to remove `{}`", path.display()))
        }
        _ => Ok(()),
    }
}

/// Writes zeros over all of an open file. Journals and copy-on-write may keep the old blocks; on most disks they go.
///
/// # Errors
/// When it cannot be written.
pub fn overwrite(file: &mut std::fs::File) -> std::io::Result<()> {
    use std::io::Seek;
    let length = file.metadata()?.len();
    file.rewind()?;
    std::io::copy(&mut std::io::Read::take(std::io::repeat(0), length), file)?;
    file.sync_all()
}

/// An exclusive lock on `DIR/NAME.lock`, held until dropped. Taken around every read-change-write of our files.
#[must_use]
pub struct Lock(#[expect(dead_code, reason = "dropping the file gives the lock back")] std::fs::File);

/// Waits for the lock `name` in `dir`.
///
/// # Errors
/// When the lock file cannot be made or locked.
pub fn lock(dir: &Path, name: &str) -> Result<Lock> {
    private_dir(dir)?;
    let path = dir.join(format!("{name}.lock"));
    let context = |error| failed(&error, dir, &format!("lock `{}`", path.display()));
    let mut options = std::fs::OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path).map_err(context)?;
    file.lock().map_err(context)?;
    Ok(Lock(file))
}

/// Fills `bytes` from a place in a file, wherever others read it.
///
/// # Errors
/// When the file cannot be read, or ends before.
pub fn read_exact_at(file: &std::fs::File, bytes: &mut [u8], offset: usize) -> std::io::Result<()> {
    let offset = u64::try_from(offset).map_err(std::io::Error::other)?;
    #[cfg(unix)]
    return std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset);
    #[cfg(not(unix))]
    {
        let (mut bytes, mut offset) = (bytes, offset);
        while !bytes.is_empty() {
            let read = std::os::windows::fs::FileExt::seek_read(file, bytes, offset)?;
            if read == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            bytes = bytes.get_mut(read..).unwrap_or_default();
            offset += read as u64;
        }
        Ok(())
    }
}

/// A file's bytes, or nothing when there is no such file.
///
/// # Errors
/// When it is there and cannot be read.
pub fn read_optional(path: &Path) -> Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).context(Kind::Failed, || format!("failed to read `{}`", path.display())),
    }
}
