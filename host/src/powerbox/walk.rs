//! Folders that the user named, and the way below them: each step from an open folder, by one plain name, no links.

use std::io;
use std::path::{Path, PathBuf};

use cap_fs_ext::{DirExt, FollowSymlinks, MetadataExt, OpenOptionsFollowExt, OpenOptionsSyncExt};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, Metadata, OpenOptions};

use crate::error::Error;

use super::input::Input;
use super::named::base_name;
use super::own::{Own, real};
use super::{Fault, Grant, Result, denied};

/// Most files that are listed below a folder.
const MOST_ENTRIES: usize = 100_000;
/// Most folders within each other.
const DEEPEST: usize = 128;

/// Where an output will stand: an open folder and a name in it. Without the folder when it is missing under a dry run.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) dir: Option<Dir>,
    pub(super) name: String,
}

/// A folder of the command line that is read.
#[derive(Debug)]
pub(super) struct Folder {
    dir: Dir,
    name: String,
    own: std::sync::Arc<Own>,
}

impl Folder {
    pub(super) fn open(path: &Path, own: std::sync::Arc<Own>) -> Result<Self> {
        let name = base_name(path);
        let (dir, _) = folder(path, &name, &own)?;
        Ok(Self { dir, name, own })
    }

    /// Opens a file by its relative name.
    pub(super) fn open_file(&self, name: &str) -> Result<File> {
        let parts = parts(name).map_err(|why| Fault::Denied(outside(&self.name, name, why)))?;
        let failed = |error: &io::Error| {
            Fault::Failed(Error::failed(format!("`{name}` below `{}` cannot be read", self.name)).caused_by(error))
        };
        let (last, folders) = parts.split_last().ok_or_else(|| failed(&io::ErrorKind::NotFound.into()))?;
        let dir = descend(&self.dir, folders, &self.own, name, false).map_err(|end| end.fault(&failed))?;
        open_regular(&dir, last, &self.own, name)?.ok_or_else(|| failed(&io::ErrorKind::NotFound.into()))
    }

    /// Opens a file by its relative name, to be read.
    pub(super) fn open_input(&self, name: &str) -> Result<Input> {
        Input::opened(self.open_file(name)?.into_std(), name.to_owned())
    }

    /// All regular files, by relative name.
    pub(super) fn entries(&self) -> Result<Vec<(String, u64)>> {
        let failed = |error: &io::Error| {
            Fault::Failed(Error::failed(format!("the folder `{}` cannot be listed", self.name)).caused_by(error))
        };
        let mut found = Vec::new();
        // Names, not open folders: there may be more of them than a process can hold open.
        let mut ahead: Vec<Vec<String>> = vec![Vec::new()];
        while let Some(path) = ahead.pop() {
            let parts: Vec<_> = path.iter().map(String::as_str).collect();
            let dir = descend(&self.dir, &parts, &self.own, &self.name, false);
            let dir = dir.map_err(|end| end.fault(&|error: &io::Error| failed(error)))?;
            for entry in dir.entries().map_err(|error| failed(&error))? {
                let entry = entry.map_err(|error| failed(&error))?;
                let Ok(name) = entry.file_name().into_string() else {
                    return Err(Fault::Failed(Error::failed(format!(
                        "a name below `{}` is not Unicode: {}",
                        self.name,
                        entry.file_name().display()
                    ))));
                };
                let kind = entry.file_type().map_err(|error| failed(&error))?;
                if name.starts_with('.') || !(kind.is_file() || kind.is_dir()) {
                    continue;
                }
                let below: Vec<_> = path.iter().cloned().chain([name]).collect();
                if kind.is_file() {
                    found.push((below.join("/"), entry.metadata().map_err(|error| failed(&error))?.len()));
                } else if path.len() < DEEPEST {
                    ahead.push(below);
                } else {
                    return Err(limit(&self.name, &format!("has more than {DEEPEST} folders within each other")));
                }
                if found.len() + ahead.len() > MOST_ENTRIES {
                    return Err(limit(&self.name, &format!("has more than {MOST_ENTRIES} files")));
                }
            }
        }
        found.sort_unstable();
        Ok(found)
    }
}

fn limit(folder: &str, what: &str) -> Fault {
    Fault::Failed(Error::failed(format!("the folder `{folder}` {what}")).hinted("name a smaller folder"))
}

/// The place of an output that is named by itself.
pub(super) fn beside(path: &Path, own: &Own) -> Result<Place> {
    let shown = base_name(path);
    let unusable = |why: &str| Fault::Failed(Error::usage(format!("`{shown}` cannot be written")).caused_by(why));
    let ends_like_a_folder = path.as_os_str().to_string_lossy().ends_with(std::path::is_separator);
    let name = match path.file_name().and_then(|name| name.to_str()) {
        Some(name) if !ends_like_a_folder => name.to_owned(),
        _ => return Err(unusable("it names a folder, and a file is needed")),
    };
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (dir, real) = folder(parent, &shown, own)?;
    own.refuse_name(&real, &name)?;
    Ok(Place { dir: Some(dir), name })
}

/// The place of an output below a folder that is named; folders on the way are made if `make`.
pub(super) fn below(path: &Path, name: &str, own: &Own, make: bool, grant: &Grant) -> Result<Place> {
    let shown = base_name(path);
    let parts = parts(name).map_err(|why| denied(grant, &outside(&shown, name, why).message))?;
    let failed = |error: &io::Error| {
        Fault::Failed(Error::failed(format!("`{name}` below `{shown}` cannot be written")).caused_by(error))
    };
    let (last, folders) = parts.split_last().ok_or_else(|| failed(&io::ErrorKind::NotFound.into()))?;
    if !path.exists() {
        // Before it is made.
        own.refuse_folder(&real(path), &shown)?;
        if !make {
            return Ok(Place { dir: None, name: name.to_owned() });
        }
        std::fs::create_dir_all(path).map_err(|error| failed(&error))?;
    }
    let (dir, real) = folder(path, &shown, own)?;
    let real = folders.iter().fold(real, |real: PathBuf, part| real.join(part));
    own.refuse_name(&real, last)?;
    match descend(&dir, folders, own, name, make) {
        Ok(dir) => Ok(Place { dir: Some(dir), name: (*last).to_owned() }),
        Err(End::Io(error)) if !make && error.kind() == io::ErrorKind::NotFound => {
            Ok(Place { dir: None, name: name.to_owned() })
        }
        Err(end) => Err(end.fault(&failed)),
    }
}

/// Removes a file below a folder that is named, and the folders on the way that are empty then; one that is gone is as
/// good. `may_go` looks at what is there.
pub(super) fn remove(
    path: &Path,
    name: &str,
    own: &Own,
    grant: &Grant,
    may_go: impl FnOnce(File) -> Result<()>,
) -> Result<()> {
    let failed = |error: io::Error| {
        Fault::Failed(Error::failed(format!("`{name}` below `{}` cannot be removed", base_name(path))).caused_by(error))
    };
    let Place { dir: Some(dir), name: last } = below(path, name, own, false, grant)? else { return Ok(()) };
    let Some(file) = open_regular(&dir, &last, own, name)? else { return Ok(()) };
    let seen = file.metadata().map_err(failed)?;
    may_go(file)?;
    if grant.dry_run {
        return Ok(());
    }
    // What somebody has put there in between is not what was looked at.
    let there = dir.symlink_metadata(&last).map_err(failed)?;
    if !is_same(&seen, &there) {
        return Err(not_regular(name, "is another file than a moment ago"));
    }
    dir.remove_file(&last).map_err(failed)?;
    let (top, _) = folder(path, name, own)?;
    let parts = parts(name).unwrap_or_default();
    for depth in (1..parts.len()).rev() {
        let (Some(above), Some(empty)) = (parts.get(..depth - 1), parts.get(depth - 1)) else { break };
        // One that is not empty stays, and so do those above it.
        let Ok(dir) = descend(&top, above, own, name, false) else { break };
        if dir.remove_dir(empty).is_err() {
            break;
        }
    }
    Ok(())
}

/// Windows tells the identity of open files alone.
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    other.is_file() && (cfg!(windows) || (one.dev() == other.dev() && one.ino() == other.ino()))
}

/// A folder that the user named, if it is there.
pub(super) fn there(path: &Path, own: &Own) -> Result<Option<Dir>> {
    if !path.exists() {
        return Ok(None);
    }
    folder(path, &base_name(path), own).map(|(dir, _)| Some(dir))
}

/// The size of a file below a folder, if there is one.
pub(super) fn size_below(dir: &Dir, name: &str, own: &Own) -> Option<u64> {
    let parts = parts(name).ok()?;
    let (last, folders) = parts.split_last()?;
    let dir = descend(dir, folders, own, name, false).ok()?;
    dir.symlink_metadata(last).ok().filter(Metadata::is_file).map(|metadata| metadata.len())
}

/// Opens a folder that the user named, through links if there are any; answers it with its real path.
fn folder(path: &Path, shown: &str, own: &Own) -> Result<(Dir, PathBuf)> {
    let unusable = |error: io::Error| {
        Fault::Failed(Error::usage(format!("the folder of `{shown}` cannot be used")).caused_by(error))
    };
    let real = path.canonicalize().map_err(unusable)?;
    own.refuse_folder(&real, shown)?;
    let dir = Dir::open_ambient_dir(&real, ambient_authority()).map_err(unusable)?;
    Ok((dir, real))
}

/// Why the way below a folder ends.
enum End {
    Io(io::Error),
    Fault(Fault),
}

impl End {
    fn fault(self, failed: &impl Fn(&io::Error) -> Fault) -> Fault {
        match self {
            Self::Io(error) => failed(&error),
            Self::Fault(fault) => fault,
        }
    }
}

fn descend(dir: &Dir, folders: &[&str], own: &Own, shown: &str, make: bool) -> std::result::Result<Dir, End> {
    let mut dir = dir.try_clone().map_err(End::Io)?;
    for part in folders {
        if make {
            match dir.create_dir(part) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(End::Io(error)),
                _ => {}
            }
        }
        dir = dir.open_dir_nofollow(part).map_err(End::Io)?;
        own.refuse_file(&dir.dir_metadata().map_err(End::Io)?, shown).map_err(End::Fault)?;
    }
    Ok(dir)
}

/// What stands at a name, if anything does: a regular file that is not ours. Anything else is refused.
pub(super) fn regular_at(dir: &Dir, name: &str, own: &Own, shown: &str) -> Result<Option<Metadata>> {
    let metadata = match dir.symlink_metadata(name) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Fault::Failed(Error::failed(format!("`{shown}` cannot be used")).caused_by(error))),
    };
    if metadata.is_symlink() {
        return Err(not_regular(shown, "is a link, which is not followed here"));
    }
    if !metadata.is_file() {
        return Err(not_regular(shown, "is not a regular file"));
    }
    // Windows tells the identity of open files alone; there, what is opened is looked at, and what is written is only
    // ever given a new name.
    if cfg!(unix) {
        own.refuse_file(&metadata, shown)?;
    }
    Ok(Some(metadata))
}

/// Opens a regular file of a folder, never through a link.
pub(super) fn open_regular(dir: &Dir, name: &str, own: &Own, shown: &str) -> Result<Option<File>> {
    if regular_at(dir, name, own, shown)?.is_none() {
        return Ok(None);
    }
    let failed = |error: io::Error| Fault::Failed(Error::failed(format!("`{shown}` cannot be read")).caused_by(error));
    let mut options = OpenOptions::new();
    options.read(true).follow(FollowSymlinks::No).nonblock(true);
    let file = dir.open_with(name, &options).map_err(failed)?;
    // Somebody may have put something else there in between.
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(not_regular(shown, "is not a regular file"));
    }
    own.refuse_file(&metadata, shown)?;
    Ok(Some(file))
}

pub(super) fn not_regular(shown: &str, why: &str) -> Fault {
    Fault::Failed(Error::usage(format!("`{shown}` {why}")))
}

/// The parts of a relative name, each of them plain.
pub(super) fn parts(name: &str) -> std::result::Result<Vec<&str>, &'static str> {
    let parts: Vec<_> = name.split('/').collect();
    if parts.len() > DEEPEST {
        return Err("it has too many parts");
    }
    for part in &parts {
        if part.is_empty() {
            return Err("it is absolute, or has an empty part");
        }
        if part.starts_with('.') {
            return Err("it leaves the folder, or is hidden");
        }
        if part.contains('\\') || part.chars().any(crate::output::is_unsafe) {
            return Err("it has `\\` or control characters in it");
        }
        if cfg!(windows) && (part.contains(':') || part.ends_with(['.', ' '])) {
            return Err("Windows would read it as another name");
        }
    }
    Ok(parts)
}

fn outside(folder: &str, name: &str, why: &str) -> Error {
    Error::refused(format!("`{}` is not the name of a file below `{folder}`", name.escape_debug())).caused_by(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_below_a_folder_stays_there() {
        for name in ["a", "a/b.txt", "a b/ü", "a/..b", "a..", "-x", "@x"] {
            // Two dots at the beginning of a part are refused with all that is hidden.
            assert_eq!(parts(name).is_ok(), !name.contains("/.."), "{name}");
        }
        for name in [
            "",
            "/",
            "/etc/passwd",
            "..",
            "../a",
            "a/../b",
            "a/./b",
            "a//b",
            "a/",
            ".ssh/id",
            "a/.git",
            "a\\..\\b",
            "a\0b",
            "a\nb",
            "a\u{202e}b",
        ] {
            assert!(parts(name).is_err(), "{name:?}");
        }
        assert!(parts(&"a/".repeat(DEEPEST)).is_err());
    }
}
