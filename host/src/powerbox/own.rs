//! Our own files, which no plugin reads or writes, by whatever name the user calls them.

use std::path::{Path, PathBuf};

use cap_fs_ext::MetadataExt;
use cap_std::fs::Metadata;

use crate::environment;
use crate::error::{Error, Result};

use super::Fault;

/// How far below a folder of ours files are looked at for their identity.
const DEPTH: u32 = 3;

/// Device and number of a file: the same for every name that it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity(u64, u64);

impl Identity {
    fn of(metadata: &Metadata) -> Self {
        Self(metadata.dev(), metadata.ino())
    }

    fn at(path: &Path) -> Option<Self> {
        // Opened, because on Windows only an open file has a number. Nothing blocks: what is looked at is ours.
        let file = std::fs::File::open(path).ok()?;
        Some(Self::of(&Metadata::from_file(&file).ok()?))
    }
}

/// Where our files are, and which they are.
#[derive(Debug)]
pub(super) struct Own {
    /// All below these is ours.
    folders: Vec<PathBuf>,
    /// Of these, only files with names of ours are: the user chose the folder.
    shared: Vec<PathBuf>,
    identities: Vec<Identity>,
}

impl Own {
    /// Looks where our files are now.
    pub(super) fn find() -> Result<Self> {
        let mut own = Self { folders: Vec::new(), shared: Vec::new(), identities: Vec::new() };
        own.folders.extend(environment::own_dirs()?.iter().map(|dir| real(dir)));
        let config = [environment::config_dir()?, environment::credential_dir()?].map(|dir| real(&dir));
        if environment::config_is_moved() {
            own.shared.extend(config);
        } else {
            own.folders.extend(config);
        }
        for folder in own.folders.clone() {
            own.note(&folder, DEPTH, &|_| true);
        }
        for folder in own.shared.clone() {
            own.note(&folder, 1, &is_name_of_ours);
        }
        own.identities.extend(std::env::current_exe().ok().as_deref().and_then(Identity::at));
        Ok(own)
    }

    fn note(&mut self, folder: &Path, depth: u32, wanted: &dyn Fn(&str) -> bool) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_file() && wanted(&entry.file_name().to_string_lossy()) {
                self.identities.extend(Identity::at(&entry.path()));
            } else if kind.is_dir() && depth > 1 {
                self.note(&entry.path(), depth - 1, wanted);
            }
        }
    }

    /// Refuses a folder of ours. `real` has no links in it.
    pub(super) fn refuse_folder(&self, real: &Path, shown: &str) -> std::result::Result<(), Fault> {
        if self.folders.iter().any(|own| real.starts_with(own)) { Err(refused(shown)) } else { Ok(()) }
    }

    /// Refuses a name in a folder that is ours, whether or not there is such a file yet.
    pub(super) fn refuse_name(&self, real: &Path, name: &str) -> std::result::Result<(), Fault> {
        self.refuse_folder(real, name)?;
        if self.shared.iter().any(|own| own == real) && is_name_of_ours(name) {
            return Err(refused(name));
        }
        Ok(())
    }

    /// Refuses a file that is ours under another name.
    pub(super) fn refuse_file(&self, metadata: &Metadata, shown: &str) -> std::result::Result<(), Fault> {
        if self.identities.contains(&Identity::of(metadata)) { Err(refused(shown)) } else { Ok(()) }
    }
}

/// A path without links, of which the last parts need not be there yet.
pub(super) fn real(path: &Path) -> PathBuf {
    let there =
        |above: &Path| if above.as_os_str().is_empty() { Path::new(".").canonicalize() } else { above.canonicalize() };
    let found = path.ancestors().find_map(|above| Some((there(above).ok()?, path.strip_prefix(above).ok()?)));
    found.map_or_else(
        || path.to_owned(),
        |(above, rest)| if rest.as_os_str().is_empty() { above } else { above.join(rest) },
    )
}

/// Names in a folder to which `ATLASSIAN_CLI_CONFIG_DIR` has moved our files.
fn is_name_of_ours(name: &str) -> bool {
    let name = name.to_lowercase();
    let ours = ["config.yaml", "credentials", "key", "cache-key", "plugins", "policy.yaml"];
    let stem = |ours: &&str| name.strip_prefix(ours).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    ours.iter().any(stem) || name.starts_with(".tmp-") || name.ends_with(".lock")
}

fn refused(shown: &str) -> Fault {
    let error = Error::refused(format!("`{shown}` belongs to atlassian-cli itself"))
        .caused_by("no plugin reads or writes the configuration, keys, tokens, plugins, logs or the program")
        .hinted("name another file");
    Fault::Denied(error)
}
