//! Whoever sits at the terminal: asked there and nowhere else.

use std::io::{BufRead, IsTerminal, stderr, stdin};

use crate::error::{Context, Kind, Result};
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
