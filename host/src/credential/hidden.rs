//! Secrets that the user gives to a command, such as the value of a variable: the plugin gets them, because it sends
//! them, and whatever is shown or logged has them no more.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use super::redact::{MARK, SHORTEST, in_json};
use super::{Redactor, Secret};

/// Those of this run. Standard error, results and the log are one for the whole process, and so are they.
static HIDDEN: RwLock<Hidden> = RwLock::new(Hidden { whole: Redactor::none(), words: Vec::new() });

/// Whether there are any: nearly always there are none, and every line that is shown asks.
static ANY: AtomicBool = AtomicBool::new(false);

#[derive(Debug)]
struct Hidden {
    /// Found wherever they stand.
    whole: Redactor,
    /// Too short for that: found where they stand as a word.
    words: Vec<Secret>,
}

/// From now on, this is shown nowhere.
pub fn hide(secret: &str) {
    let mut hidden = HIDDEN.write().unwrap_or_else(PoisonError::into_inner);
    hidden.add(secret);
    ANY.store(true, Ordering::Release);
}

/// A text without hidden secrets.
pub fn shown(text: &str) -> Cow<'_, str> {
    with(text, Hidden::text)
}

/// JSON without hidden secrets in its texts. It stays JSON.
pub fn shown_json(json: &str) -> Cow<'_, str> {
    with(json, Hidden::json)
}

/// Makes a redactor find the hidden secrets, too.
pub fn redact_hidden(redactor: &mut Redactor) {
    if ANY.load(Ordering::Acquire) {
        redactor.join(&HIDDEN.read().unwrap_or_else(PoisonError::into_inner).whole);
    }
}

fn with(text: &str, change: impl FnOnce(&Hidden, &str) -> Option<String>) -> Cow<'_, str> {
    if !ANY.load(Ordering::Acquire) {
        return Cow::Borrowed(text);
    }
    let hidden = HIDDEN.read().unwrap_or_else(PoisonError::into_inner);
    change(&hidden, text).map_or(Cow::Borrowed(text), Cow::Owned)
}

impl Hidden {
    fn add(&mut self, secret: &str) {
        for part in parts(secret) {
            self.whole.add(part);
            if part.len() < SHORTEST {
                self.words.extend([part.to_owned(), in_json(part)].map(Secret::new));
            }
        }
    }

    fn text(&self, text: &str) -> Option<String> {
        let mut result = self.whole.redact_text(text);
        for word in &self.words {
            if let Some(replaced) = without_word(result.as_deref().unwrap_or(text), word.expose()) {
                result = Some(replaced);
            }
        }
        result
    }

    /// Texts alone: a number is nobody's secret, and a name of a member is what a column looks for.
    fn json(&self, json: &str) -> Option<String> {
        let mut result = String::with_capacity(json.len());
        let mut rest = json;
        let mut found = false;
        while let Some((before, after)) = rest.split_once('"') {
            let end = end_of_text(after);
            let (content, after) = (after.get(..end)?, after.get(end + 1..)?);
            let is_name = after.trim_start().starts_with(':');
            let changed = if is_name { self.whole.redact_text(content) } else { self.text(content) };
            found |= changed.is_some();
            result.extend([before, "\"", changed.as_deref().unwrap_or(content), "\""]);
            rest = after;
        }
        result.push_str(rest);
        found.then_some(result)
    }
}

/// A secret, and what of it may be shown by itself: its lines, where it has several, and the values of those that name a
/// variable.
fn parts(secret: &str) -> Vec<&str> {
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.is_empty();
    let says_something = |part: &&str| part.contains(char::is_alphanumeric);
    let lines = secret.lines().map(str::trim);
    let values = lines.clone().filter_map(|line| line.split_once('='));
    let values = values.filter(|(name, _)| is_name(name.trim())).map(|(_, value)| value.trim()).filter(says_something);
    // A line of dashes would be found in every table.
    let lines = lines.filter(says_something).filter(|line| *line != secret);
    std::iter::once(secret).filter(|secret| !secret.trim().is_empty()).chain(lines).chain(values).collect()
}

/// Where a text of JSON ends, after its first quote.
fn end_of_text(rest: &str) -> usize {
    let mut escaped = false;
    let end = rest.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.unwrap_or(rest.len())
}

/// The text without a word, or nothing when the word is not in it.
fn without_word(text: &str, word: &str) -> Option<String> {
    let mut result = String::new();
    let mut copied = 0;
    let mut is_in_it = false;
    for (at, found) in text.match_indices(word) {
        let (before, after) = (text.get(..at)?, text.get(at + found.len()..)?);
        let joins = |one: Option<char>, other: Option<char>| {
            one.is_some_and(char::is_alphanumeric) && other.is_some_and(char::is_alphanumeric)
        };
        if joins(before.chars().next_back(), word.chars().next())
            || joins(word.chars().next_back(), after.chars().next())
        {
            continue;
        }
        result.extend([text.get(copied..at)?, MARK]);
        copied = at + found.len();
        is_in_it = true;
    }
    result.push_str(text.get(copied..)?);
    is_in_it.then_some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(secret: &str) -> Hidden {
        let mut hidden = Hidden { whole: Redactor::none(), words: Vec::new() };
        hidden.add(secret);
        hidden
    }

    #[test]
    fn a_long_one_is_found_everywhere() {
        let hidden = hidden("hunter2 \"EXAMPLE\"");
        assert_eq!(hidden.text("xhunter2 \"EXAMPLE\"x").unwrap(), "x[redacted]x");
        let json = r#"{"value":"hunter2 \"EXAMPLE\"","n":1.10,"a\\":["\\",null]}"#;
        assert_eq!(hidden.json(json).unwrap(), r#"{"value":"[redacted]","n":1.10,"a\\":["\\",null]}"#);
        assert_eq!(hidden.text("/x?value=hunter2%20%22EXAMPLE%22").unwrap(), "/x?value=[redacted]");
        assert_eq!(hidden.json(r#"{"value": "other"}"#), None);
    }

    #[test]
    fn a_short_one_is_found_as_a_word_and_json_stays_json() {
        let short = hidden("12");
        assert_eq!(short.text("12 of 123, \"12\" and a12").unwrap(), "[redacted] of 123, \"[redacted]\" and a12");
        assert_eq!(
            short.json(r#"{"12": 12, "key": "12", "x": "a 12."}"#).unwrap(),
            r#"{"12": 12, "key": "[redacted]", "x": "a [redacted]."}"#
        );
        assert_eq!(short.json(r#"{"n": 12}"#), None);
        // Nothing but a blank is no secret that could be told from others.
        assert_eq!(hidden(" ").text("a b"), None);
    }

    #[test]
    fn each_line_of_one_with_several_is_found() {
        let hidden = hidden("-----BEGIN-----\nabcdefgh\nij\n");
        assert_eq!(hidden.text("- -----BEGIN-----\n- abcdefgh").unwrap(), "- [redacted]\n- [redacted]");
        let json = serde_json::json!({"value": "-----BEGIN-----\nabcdefgh\nij\n"}).to_string();
        assert_eq!(hidden.json(&json).unwrap(), r#"{"value":"[redacted]"}"#);
    }

    #[test]
    fn the_value_of_a_variable_is_found_without_its_name() {
        let hidden = hidden("TOKEN = hunter2-EXAMPLE\r\nPIN=12\nQUJDREVGRw==\n");
        assert_eq!(hidden.text("hunter2-EXAMPLE 12 = QUJDREVGRw==").unwrap(), "[redacted] [redacted] = [redacted]");
        assert_eq!(hidden.json(r#"{"key":"PIN","value":"12"}"#).unwrap(), r#"{"key":"PIN","value":"[redacted]"}"#);
        assert_eq!(hidden.text("TOKEN PIN"), None);
    }

    #[test]
    fn json_that_ends_too_early_is_left_alone() {
        for broken in ["\"", "{\"a", "\"a\\"] {
            assert_eq!(hidden("a").json(broken), None, "{broken}");
        }
    }
}
