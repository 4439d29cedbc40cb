//! Colour: where it is wanted, and the few that there are.

use std::io::{IsTerminal, stderr, stdout};
use std::sync::atomic::{AtomicU8, Ordering};

use anstyle::{AnsiColor, Style};

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

/// What `--color` said, a matter of the whole run: 0 for nothing, then never and always.
static WISH: AtomicU8 = AtomicU8::new(0);

/// From now on, colour as the word of `--color` says.
pub fn color(word: Option<&str>) {
    let wish = match word {
        Some("never") => 1,
        Some("always") => 2,
        _ => 0,
    };
    WISH.store(wish, Ordering::Relaxed);
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
    decided(WISH.load(Ordering::Relaxed), environment::var("NO_COLOR").is_some(), forced, is_terminal && !dumb)
}

/// The flag wins, then <https://no-color.org>, then `CLICOLOR_FORCE` of <https://bixense.com/clicolors>.
fn decided(wish: u8, refused: bool, forced: bool, is_able: bool) -> bool {
    match wish {
        1 => false,
        2 => true,
        _ => !refused && (forced || is_able),
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
        assert!(!decided(1, false, true, true));
        assert!(decided(2, true, false, false));
        assert!(!decided(0, true, true, true));
        assert!(decided(0, false, true, false));
        assert!(decided(0, false, false, true));
        assert!(!decided(0, false, false, false));
    }
}
