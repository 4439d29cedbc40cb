//! Asks for what is missing, on a terminal and nowhere else.

use std::io::{BufRead, ErrorKind, IsTerminal};
#[cfg(unix)]
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::credential::Secret;
use crate::error::{Context, Error, Kind, Result};
use crate::output;

/// A line that the user types.
///
/// # Errors
/// Without a terminal, naming the flag that is missing.
pub(super) fn line(what: &str, flag: &str, hint: &str) -> Result<String> {
    require_terminal(flag, hint)?;
    output::prompt(&format!("{what}: "));
    let mut typed = String::new();
    std::io::stdin().lock().read_line(&mut typed).context(Kind::Failed, || "the terminal cannot be read".to_owned())?;
    let typed = typed.trim();
    if typed.is_empty() { Err(missing(flag, hint)) } else { Ok(typed.to_owned()) }
}

/// A secret that the user types without seeing it.
///
/// # Errors
/// Without a terminal, naming the flag that is missing.
pub(super) fn hidden(what: &str, flag: &str, hint: &str) -> Result<Secret> {
    require_terminal(flag, hint)?;
    let typed = uninterrupted(|| rpassword::prompt_password(format!("{what} (not shown): ")));
    if typed.as_ref().is_err_and(|error| error.kind() == ErrorKind::Interrupted) {
        return Err(Error::new(Kind::Interrupted, "interrupted"));
    }
    let typed = typed.context(Kind::Failed, || "the terminal cannot be read".to_owned())?;
    let secret = Secret::new(typed);
    if secret.is_empty() { Err(missing(flag, hint)) } else { Ok(secret) }
}

/// Reads while Ctrl-C does not end the process, so that the terminal is put back as it was; afterwards it does again.
#[cfg(unix)]
fn uninterrupted<T>(read: impl FnOnce() -> std::io::Result<T>) -> std::io::Result<T> {
    let ends = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register_conditional_default(signal_hook::consts::SIGINT, Arc::clone(&ends))?;
    let read = read();
    ends.store(true, Ordering::Relaxed);
    read
}

/// Elsewhere, Ctrl-C is no signal while a secret is read.
#[cfg(not(unix))]
fn uninterrupted<T>(read: impl FnOnce() -> std::io::Result<T>) -> std::io::Result<T> {
    read()
}

/// Whether somebody is there to answer.
pub(super) fn possible() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

fn require_terminal(flag: &str, hint: &str) -> Result<()> {
    if possible() { Ok(()) } else { Err(missing(flag, hint)) }
}

fn missing(flag: &str, hint: &str) -> Error {
    Error::usage(format!("`{flag}` is missing")).hinted(hint)
}
