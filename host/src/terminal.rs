//! Whoever sits at the terminal: asked there and nowhere else.

use std::io::{BufRead, IsTerminal, stderr, stdin};

use crate::error::{Context, Kind, Result};
#[cfg(unix)]
use crate::interrupt;
use crate::output;

/// Whether somebody is there to answer: questions are shown on standard error and answered on standard input.
pub fn is_there() -> bool {
    stdin().is_terminal() && stderr().is_terminal()
}

/// The line that is typed after a question, without the blanks around it.
///
/// # Errors
/// When the terminal cannot be read.
pub fn line(question: &str) -> Result<String> {
    let _alone = output::pause();
    output::prompt(question);
    let mut typed = String::new();
    stdin().lock().read_line(&mut typed).context(Kind::Failed, || "the terminal cannot be read".to_owned())?;
    Ok(typed.trim().to_owned())
}

/// Whether the answer is yes; anything else is no.
///
/// # Errors
/// When the terminal cannot be read.
pub fn agrees(question: &str) -> Result<bool> {
    Ok(matches!(line(&format!("{question} [y/N] "))?.to_ascii_lowercase().as_str(), "y" | "yes"))
}

/// The line that is typed after a question and is not shown meanwhile, with the blanks around it.
///
/// # Errors
/// When the terminal cannot be read.
pub fn hidden(question: &str) -> Result<String> {
    let _alone = output::pause();
    unseen(question).context(Kind::Failed, || "the terminal cannot be read".to_owned())
}

/// A line that the terminal does not show. The terminal shows again what is typed whatever happens, Ctrl-C included:
/// nothing is asked before it hides, and nothing hides it later.
#[cfg(unix)]
fn unseen(question: &str) -> std::io::Result<String> {
    use rustix::termios::{LocalModes, OptionalActions::Now, tcgetattr, tcsetattr};
    let stdin = stdin();
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
