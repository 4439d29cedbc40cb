//! Text as it stands in the log: bounded, and without a character that a terminal would act on.

use serde::Serialize;

use crate::credential;
use crate::output;

/// Longest text in a line, in bytes before it is written as JSON.
const LONGEST: usize = 1024;

/// Text from a plugin, a site or a profile, fit for a line of the log. What is cut says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Text(pub(super) String);

impl Text {
    /// Takes out secrets that the user gave to the command, escapes what a terminal would act on as `\u{1b}`, and cuts what is longer than 1024 bytes.
    pub fn new(text: &str) -> Self {
        let text = &*credential::shown(text);
        let mut kept = String::new();
        for c in text.chars() {
            if kept.len() > LONGEST {
                return Self(format!("{kept}… ({} bytes)", text.len()));
            }
            if output::is_unsafe(c) { kept.extend(c.escape_unicode()) } else { kept.push(c) }
        }
        Self(kept)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_long_or_alive_remains() {
        assert_eq!(Text::new("jira issue get"), Text("jira issue get".to_owned()));
        assert_eq!(Text::new("a\nb\u{1b}[2J\u{202e}\u{9b}"), Text(r"a\u{a}b\u{1b}[2J\u{202e}\u{9b}".to_owned()));
        let Text(long) = Text::new(&"\u{1b}".repeat(1 << 20));
        assert!(long.len() < LONGEST + 60 && long.ends_with("… (1048576 bytes)"), "{}", long.len());
    }
}
