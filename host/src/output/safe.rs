//! Makes text safe to be shown: nothing in it can move the cursor, colour, reorder a line or hide, and no secret that
//! the user gave to the command is in it.

use std::borrow::Cow;

use crate::credential;

/// Characters that a terminal would act on, or that change how the text around them is read: control characters of
/// both ranges, direction marks, invisible characters and line separators. A tab and a line feed are the caller's to
/// judge.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Text of one line: every unsafe character becomes a space or `\u{fffd}`.
pub fn line(text: &str) -> Cow<'_, str> {
    let text = credential::shown(text);
    if !text.chars().any(is_unsafe) {
        return text;
    }
    Cow::Owned(text.replace("\r\n", " ").chars().map(|c| if is_unsafe(c) { stand_in(c) } else { c }).collect())
}

/// Text of several lines: line feeds and tabs stay.
pub fn text(text: &str) -> Cow<'_, str> {
    let text = credential::shown(text);
    if !text.chars().any(|c| is_unsafe(c) && c != '\n' && c != '\t') {
        return text;
    }
    let kept = |c: char| c == '\n' || c == '\t' || !is_unsafe(c);
    Cow::Owned(text.replace("\r\n", "\n").chars().map(|c| if kept(c) { c } else { stand_in(c) }).collect())
}

fn stand_in(c: char) -> char {
    if matches!(c, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}') { ' ' } else { '\u{fffd}' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_acts_on_remains() {
        let hostile = "a\u{1b}[2J\u{9b}31m\u{7}\u{8}\rb\u{202e}c\u{200b}d\ne\tf\u{feff}";
        let shown = line(hostile);
        assert!(!shown.chars().any(is_unsafe), "{shown:?}");
        assert!(shown.starts_with("a\u{fffd}[2J"));
        assert!(text(hostile).contains("\ne\tf"));
        assert_eq!(line("日本語 👩‍💻 é"), "日本語 👩‍💻 é");
    }
}
