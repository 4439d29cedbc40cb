//! Asks for what is missing, on a terminal and nowhere else.

use crate::credential::Secret;
use crate::error::{Error, Result};
use crate::terminal;

/// A line that the user types.
///
/// # Errors
/// Without a terminal, naming the flag that is missing.
pub(super) fn line(what: &str, flag: &str, hint: &str) -> Result<String> {
    require_terminal(flag, hint)?;
    let typed = terminal::line(&format!("{what}: "))?;
    if typed.is_empty() { Err(missing(flag, hint)) } else { Ok(typed) }
}

/// A secret that the user types without seeing it.
///
/// # Errors
/// Without a terminal, naming the flag that is missing.
pub(super) fn hidden(what: &str, flag: &str, hint: &str) -> Result<Secret> {
    require_terminal(flag, hint)?;
    let secret = Secret::new(terminal::hidden(&format!("{what} (not shown): "))?);
    if secret.is_empty() { Err(missing(flag, hint)) } else { Ok(secret) }
}

fn require_terminal(flag: &str, hint: &str) -> Result<()> {
    if terminal::is_there() { Ok(()) } else { Err(missing(flag, hint)) }
}

fn missing(flag: &str, hint: &str) -> Error {
    Error::usage(format!("`{flag}` is missing")).hinted(hint)
}
