//! The audit log: one line for each request, each refusal and what happens to plugins. It holds templates, never bodies,
//! tokens or values.
//!
//! Lines are chained with a keyed MAC (`chain.rs`), and how far the chain goes stands in a file of its own beside the
//! key (`head.rs`), so that [`verify()`] finds what anyone without this user's key removed, changed or cut off. It
//! cannot bind the user, who holds the key.

mod chain;
mod entry;
mod head;
mod log;
mod requests;
mod text;
mod verify;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

pub use entry::{Asked, Entry, Outcome, Plugin, PluginEvent};
pub use log::{Bounds, read};
pub use requests::{Progress, Requests, Ticket};
pub use text::Text;
pub use verify::{Finding, Report, verify};

use crate::error::{Error, Result};
use crate::output::{self, Level};

use log::Log;

/// Code of the failure that a guest would be given; it is stopped instead.
pub const FAILED: &str = "audit";

/// What policy wants of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settings {
    /// A log that cannot be written stops the run before anything is sent.
    pub required: bool,
    /// Lines hold the path that was asked for, too, with the values filled in, but without the query.
    pub full_paths: bool,
    /// When files are changed, and how many are kept.
    pub bounds: Bounds,
}

/// The log of this process: like standard error, a matter of the whole run.
static RUN: OnceLock<Run> = OnceLock::new();

struct Run {
    settings: Settings,
    log: OnceLock<Result<Log>>,
    warned: AtomicBool,
}

/// From now on, entries are recorded as these settings say. Without it, none are; the first call counts.
pub fn set_up(settings: Settings) {
    let run = Run { settings, log: OnceLock::new(), warned: AtomicBool::new(false) };
    // A second one is not what the first run began with.
    let _ = RUN.set(run);
}

/// Records an entry. A log that cannot be written is warned of once a run.
///
/// # Errors
/// When it cannot be written although policy requires it.
pub fn record(entry: &Entry) -> Result<()> {
    append(entry, false).map(drop)
}

/// The settings of this run, if there is anything to record.
fn settings() -> Option<Settings> {
    RUN.get().map(|run| run.settings)
}

/// Records an entry, on disk for certain when `synced`; answers its number in the log, where there is one.
fn append(entry: &Entry, synced: bool) -> Result<Option<u64>> {
    let Some(run) = RUN.get() else { return Ok(None) };
    let log = run.log.get_or_init(|| Log::open(run.settings.bounds)).as_ref().map_err(Clone::clone);
    match log.and_then(|log| log.append(entry, synced)) {
        Ok(number) => Ok(Some(number)),
        Err(error) if run.settings.required => Err(unwritable(error)),
        Err(error) => {
            if !run.warned.swap(true, Ordering::Relaxed) {
                let cure = error.hints.first().map(|hint| format!("; {hint}")).unwrap_or_default();
                output::note(Level::Warning, &format!("what this run does is not in the audit log: {error}{cure}"));
            }
            Ok(None)
        }
    }
}

fn unwritable(error: Error) -> Error {
    let mut refused = Error::refused("the audit log cannot be written, and the policy requires it");
    refused.causes = std::iter::once(error.message).chain(error.causes).collect();
    refused.hints = error.hints;
    refused.hinted("nothing is sent that cannot be logged; mend the cause, then run it again")
}
