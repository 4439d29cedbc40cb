//! Which of Markdown's own characters may stand around words: where they stand decides whether they mean anything.

use serde_json::Value;

use super::inline::Part;
use crate::node::kind;

/// The delimiter for a mark that has just been opened, where it is sure to be read as one.
pub(super) fn around(mark: &Value, before: Option<char>, rest: &[Part<'_>]) -> Option<&'static str> {
    let (first, last, after) = edges(rest)?;
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let sides_free = |c: char| before != Some(c) && first != c && last != c && after != Some(c);
    let inside_words = first.is_alphanumeric() && last.is_alphanumeric();
    let apart = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation());
    let outside_apart = apart(before) && apart(after);
    if !(inside_words || outside_apart) || before == Some('\\') || mark.get("attrs").is_some() {
        return None;
    }
    match kind(mark) {
        "strong" if sides_free('*') => Some("**"),
        "em" if sides_free('_') && !word(before) && !word(after) && outside_apart => Some("_"),
        "em" if sides_free('*') => Some("*"),
        "strike" if sides_free('~') => Some("~~"),
        _ => None,
    }
}

/// The first and last character inside a mark that has just been opened, and the one after it, as far as is known; a
/// mark's own characters count as punctuation. `None` when it is better not to ask.
fn edges(rest: &[Part<'_>]) -> Option<(char, char, Option<char>)> {
    let mut depth = 1_usize;
    let mut end = 0_usize;
    for part in rest {
        match part {
            Part::Open(_) => depth += 1,
            Part::Close => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        end += 1;
    }
    let first = match rest.first()? {
        Part::Text(text, false) => text.chars().next()?,
        // Code may become a span or a tag's text.
        Part::Text(text, true) if text.starts_with(char::is_whitespace) => return None,
        Part::Break => return None,
        _ => '<',
    };
    let last = match rest.get(end.checked_sub(1)?)? {
        Part::Text(text, false) => text.chars().next_back()?,
        Part::Text(text, true) if text.ends_with(char::is_whitespace) => return None,
        Part::Break => return None,
        _ => '>',
    };
    let after = match rest.get(end + 1) {
        Some(Part::Text(text, _)) => text.chars().next(),
        None | Some(Part::Break) => None,
        Some(_) => Some('<'),
    };
    let known = |c: char| c.is_alphanumeric() || c.is_ascii_punctuation();
    (known(first) && known(last)).then_some((first, last, after))
}
