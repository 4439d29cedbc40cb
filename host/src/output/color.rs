//! Colour: where it is wanted, and the few that there are.

use std::io::{IsTerminal, stderr, stdout};
use std::sync::{PoisonError, RwLock};

use anstyle::{AnsiColor, Style};
use clap::ColorChoice;

use crate::environment;

/// Headings.
pub(super) const TITLE: Style = Style::new().bold();
/// What one would type.
pub(super) const IDENTIFIER: Style = AnsiColor::Cyan.on_default();
/// Dates, which are rarely what one looks for.
pub(super) const DATE: Style = Style::new().dimmed();
/// The word `error`.
pub(super) const ERROR: Style = AnsiColor::Red.on_default().bold();
/// The word `warning`.
pub(super) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// The word `hint`.
pub(super) const HINT: Style = AnsiColor::Cyan.on_default();

/// What `--color` said, a matter of the whole run.
static WISH: RwLock<ColorChoice> = RwLock::new(ColorChoice::Auto);

/// From now on, colour as the word of `--color` says.
pub(super) fn wish(word: Option<&str>) {
    let choice = match word {
        Some("never") => ColorChoice::Never,
        Some("always") => ColorChoice::Always,
        _ => ColorChoice::Auto,
    };
    *WISH.write().unwrap_or_else(PoisonError::into_inner) = choice;
}

/// What `--color` said.
pub fn wished_color() -> ColorChoice {
    *WISH.read().unwrap_or_else(PoisonError::into_inner)
}

/// Whether results are coloured.
pub(super) fn on_stdout() -> bool {
    wanted(stdout().is_terminal())
}

/// Whether errors and notes are.
pub(super) fn on_stderr() -> bool {
    wanted(stderr().is_terminal())
}

fn wanted(is_terminal: bool) -> bool {
    let dumb = environment::var("TERM").is_none_or(|term| term == "dumb");
    let forced = environment::var("CLICOLOR_FORCE").is_some_and(|value| value != "0");
    decided(wished_color(), environment::var("NO_COLOR").is_some(), forced, is_terminal && !dumb)
}

/// The flag wins, then <https://no-color.org>, then `CLICOLOR_FORCE` of <https://bixense.com/clicolors>.
fn decided(wish: ColorChoice, refused: bool, forced: bool, is_able: bool) -> bool {
    match wish {
        ColorChoice::Never => false,
        ColorChoice::Always => true,
        ColorChoice::Auto => !refused && (forced || is_able),
    }
}

/// Text in a style.
pub(super) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_wins_then_what_refuses_then_what_forces() {
        assert!(!decided(ColorChoice::Never, false, true, true));
        assert!(decided(ColorChoice::Always, true, false, false));
        assert!(!decided(ColorChoice::Auto, true, true, true));
        assert!(decided(ColorChoice::Auto, false, true, false));
        assert!(decided(ColorChoice::Auto, false, false, true));
        assert!(!decided(ColorChoice::Auto, false, false, false));
    }
}
