//! Asks the user before something is deleted, on a terminal and nowhere else.

use std::io::{BufRead, IsTerminal};

use url::Url;

use crate::error::{Context, Error, Kind, Result};
use crate::output;

use super::Question;

/// Lets one request be sent if the user agrees. The question names the plugin's command and the profile, and is the
/// host's own: nothing of it comes from the plugin but the values in the address.
///
/// # Errors
/// When the user does not agree, or nobody is there to ask.
pub fn to(question: &Question<'_>, url: &Url) -> Result<()> {
    let Question { command, profile, method, effect, .. } = question;
    let what = format!("`{command}` wants to {}: {method} {url} (profile `{profile}`)", effect.verb());
    if !possible() {
        return Err(Error::refused(format!("{what}, and nobody is there to ask"))
            .hinted("add `--yes` to grant it on the command line, or `--dry-run` to see what would be sent"));
    }
    output::prompt(&format!("{what}. Delete? [y/N] "));
    let mut typed = String::new();
    std::io::stdin().lock().read_line(&mut typed).context(Kind::Failed, || "the terminal cannot be read".to_owned())?;
    if matches!(typed.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
        return Ok(());
    }
    Err(Error::refused("not confirmed; nothing was deleted by this request"))
}

/// Whether somebody is there to answer.
pub fn possible() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}
