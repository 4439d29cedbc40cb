//! How long journals are kept: those of which nothing is left, 30 days; all others until the user forgets them.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use crate::files;

use super::store::{self, DRAFT};
use super::{read, store::path};

/// How long a journal without anything left to do is kept after its last line.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Removes what is over for long, and what a killed process left. What cannot be removed is in nobody's way.
pub(super) fn sweep(dir: &Path) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(DRAFT) {
            let is_left = std::fs::File::open(entry.path()).is_ok_and(|file| store::is_free(&file).unwrap_or(false));
            if is_left {
                let _ = files::remove_optional(&entry.path());
            }
        }
    }
    for name in read::names().unwrap_or_default() {
        let Ok(path) = path(&name) else { continue };
        if !is_old(&path) {
            continue;
        }
        if read::one(&name).is_ok_and(|journal| journal.counts.left() == 0 && journal.counts.failed == 0) {
            let _ = read::remove(&name);
        }
    }
}

fn is_old(path: &Path) -> bool {
    let changed = path.symlink_metadata().and_then(|meta| meta.modified());
    let Some(changed) = changed.ok().and_then(|time| Timestamp::try_from(time).ok()) else { return false };
    Duration::try_from(Timestamp::now().duration_since(changed)).is_ok_and(|age| age > KEPT)
}
