//! What is still put right when Ctrl-C, SIGTERM or SIGHUP ends the program. As long as nothing needs to be, the signals
//! do what they always do. What is done item by item ends by itself at the first one, and at once at the second.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::exit_code;

type Cleanup = Box<dyn Fn() + Send>;

static CLEANUPS: Mutex<Vec<Cleanup>> = Mutex::new(Vec::new());

/// What is said at a first signal that only asks; none where a signal ends the program.
static GENTLE: Mutex<Option<Cleanup>> = Mutex::new(None);

/// Whether the run was asked to end.
static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on, `cleanup` runs before the program ends with [`exit_code::INTERRUPTED`]. It runs on a thread of its own,
/// after those that came before it, and cannot be taken back.
///
/// # Errors
/// When the system takes no handler.
pub fn also(cleanup: impl Fn() + Send + 'static) -> io::Result<()> {
    around(|| (), cleanup)
}

/// The same for what `work` does: no signal comes between the two.
///
/// # Errors
/// As [`also`]; `work` was not done then.
pub fn around<R>(work: impl FnOnce() -> R, cleanup: impl Fn() + Send + 'static) -> io::Result<R> {
    let mut cleanups = CLEANUPS.lock().unwrap_or_else(PoisonError::into_inner);
    if cleanups.is_empty() {
        listen()?;
    }
    cleanups.push(Box::new(cleanup));
    Ok(work())
}

/// From now on the first signal only makes [`is_asked`] true, after `first`; the second ends the program.
///
/// # Errors
/// As [`also`].
pub fn gently(first: impl Fn() + Send + 'static) -> io::Result<()> {
    *GENTLE.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(first));
    also(|| ())
}

/// Whether the user has asked a run that ends gently to end: nothing new is to be begun.
pub fn is_asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

/// From now on, [`signalled`] runs on a thread of its own at each of the signals, but not at a hangup that whoever started
/// the program has it ignore, as `nohup` does.
#[cfg(unix)]
fn listen() -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let heeded = [SIGINT, SIGTERM].into_iter().chain((!is_ignored(SIGHUP)).then_some(SIGHUP));
    let mut signals = signal_hook::iterator::Signals::new(heeded)?;
    let work = move || signals.forever().for_each(|_| signalled());
    std::thread::Builder::new().name("signals".to_owned()).spawn(work).map(|_| ())
}

/// Whether a signal is ignored. Where the system does not say, it is not.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask & (1 << (signal - 1)) != 0
}

#[cfg(not(unix))]
fn listen() -> io::Result<()> {
    ctrlc::set_handler(signalled).map_err(io::Error::other)
}

fn signalled() {
    let gentle = GENTLE.lock().unwrap_or_else(PoisonError::into_inner).take();
    match gentle {
        Some(first) => {
            ASKED.store(true, Ordering::Relaxed);
            first();
        }
        None => end(),
    }
}

/// Puts right what has to be, and ends the program.
fn end() -> ! {
    // Never given back: nothing more is begun.
    let cleanups = CLEANUPS.lock().unwrap_or_else(PoisonError::into_inner);
    cleanups.iter().for_each(|cleanup| cleanup());
    #[expect(
        clippy::disallowed_methods,
        clippy::exit,
        reason = "what the signal did before there was anything to put right"
    )]
    std::process::exit(i32::from(exit_code::INTERRUPTED));
}
