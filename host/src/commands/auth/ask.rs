//! Asks for what is missing, on a terminal and nowhere else.

use std::io::{BufRead, IsTerminal};

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
    let typed = rpassword::prompt_password(format!("{what} (not shown): "))
        .context(Kind::Failed, || "the terminal cannot be read".to_owned())?;
    let secret = Secret::new(typed);
    if secret.is_empty() { Err(missing(flag, hint)) } else { Ok(secret) }
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
