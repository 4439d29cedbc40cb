//! Asks for what is missing, on a terminal and nowhere else.

#[cfg(unix)]
use std::io::BufRead;

use crate::credential::Secret;
use crate::error::{Context, Error, Kind, Result};
#[cfg(unix)]
use crate::interrupt;
use crate::output;
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
    let typed = unseen(&format!("{what} (not shown): "));
    let typed = typed.context(Kind::Failed, || "the terminal cannot be read".to_owned())?;
    let secret = Secret::new(typed);
    if secret.is_empty() { Err(missing(flag, hint)) } else { Ok(secret) }
}

/// A line that the terminal does not show. The terminal shows again what is typed whatever happens, Ctrl-C included:
/// nothing is asked before it hides, and nothing hides it later.
#[cfg(unix)]
fn unseen(question: &str) -> std::io::Result<String> {
    use rustix::termios::{LocalModes, OptionalActions::Now, tcgetattr, tcsetattr};
    let stdin = std::io::stdin();
    let as_it_is = tcgetattr(&stdin)?;
    let mut hidden = as_it_is.clone();
    hidden.local_modes.remove(LocalModes::ECHO);
    hidden.local_modes.insert(LocalModes::ECHONL);
    let before = as_it_is.clone();
    let show_again = move || {
        // Nothing is left to be done about a terminal that is gone.
        let _ = tcsetattr(std::io::stdin(), Now, &before);
    };
    interrupt::around(|| tcsetattr(&stdin, Now, &hidden), show_again)??;
    output::prompt(question);
    let mut typed = String::new();
    let read = stdin.lock().read_line(&mut typed);
    tcsetattr(&stdin, Now, &as_it_is)?;
    read.map(|_| typed.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(not(unix))]
fn unseen(question: &str) -> std::io::Result<String> {
    rpassword::prompt_password(question)
}

fn require_terminal(flag: &str, hint: &str) -> Result<()> {
    if terminal::is_there() { Ok(()) } else { Err(missing(flag, hint)) }
}

fn missing(flag: &str, hint: &str) -> Error {
    Error::usage(format!("`{flag}` is missing")).hinted(hint)
}
