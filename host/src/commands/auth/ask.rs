//! Asks for what is missing, on a terminal and nowhere else.

use std::io::{BufRead, ErrorKind, IsTerminal};

use crate::credential::Secret;
use crate::error::{Context, Error, Kind, Result};
use crate::interrupt;
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
    show_typing_again();
    let typed = match rpassword::prompt_password(format!("{what} (not shown): ")) {
        Err(error) if error.kind() == ErrorKind::Interrupted => interrupt::end(),
        typed => typed.context(Kind::Failed, || "the terminal cannot be read".to_owned())?,
    };
    let secret = Secret::new(typed);
    if secret.is_empty() { Err(missing(flag, hint)) } else { Ok(secret) }
}

/// Ctrl-C at a hidden question leaves a terminal that shows what is typed.
fn show_typing_again() {
    #[cfg(unix)]
    if let Ok(as_it_is) = rustix::termios::tcgetattr(std::io::stdin()) {
        // Where no handler can be set, it is as with any other program.
        let _ = interrupt::also(move || {
            let _ = rustix::termios::tcsetattr(std::io::stdin(), rustix::termios::OptionalActions::Now, &as_it_is);
        });
    }
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
