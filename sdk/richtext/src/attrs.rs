//! `name="value"` pairs and tags, as they stand in fence lines, code infos and inline tags.

use std::fmt::Write as _;

/// Names and values in the order in which they were written.
pub(crate) type Pairs = Vec<(String, String)>;

/// `<name a="b">`, `</name>` or `<name/>`.
#[derive(Debug, PartialEq)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) pairs: Pairs,
    pub(crate) closing: bool,
    pub(crate) empty: bool,
}

/// One tag and nothing around it.
pub(crate) fn tag(text: &str) -> Option<Tag> {
    let inner = text.strip_prefix('<')?.strip_suffix('>')?;
    let (closing, inner) = match inner.strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (false, inner),
    };
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inner.len());
    let (name, rest) = inner.split_at(end);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    // A slash that ends a value without quotes is taken for the tag's own.
    let (empty, rest) = match rest.strip_suffix('/') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let pairs = pairs(rest)?;
    let plausible = !(closing && (empty || !pairs.is_empty()));
    plausible.then(|| Tag { name: name.to_ascii_lowercase(), pairs, closing, empty })
}

/// Pairs and nothing else.
pub(crate) fn pairs(text: &str) -> Option<Pairs> {
    let mut found = Pairs::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        let (name, after) = (name.trim_end(), after.trim_start());
        let first = name.chars().next()?;
        let later = |c: char| c.is_ascii_alphanumeric() || "_.:-".contains(c);
        if !(first.is_ascii_alphabetic() || first == '_') || !name.chars().all(later) {
            return None;
        }
        let quote = after.chars().next().filter(|c| "\"'".contains(*c));
        let (value, after) = match quote {
            Some(quote) => after.get(1..)?.split_once(quote)?,
            None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
        };
        if quote.is_none() && (value.is_empty() || value.contains(|c: char| "\"'=<>`{}".contains(c))) {
            return None;
        }
        if !after.is_empty() && !after.starts_with(char::is_whitespace) {
            return None;
        }
        found.push((name.to_owned(), decode(value)));
        rest = after.trim_start();
    }
    Some(found)
}

/// The pairs as text; on one line and without what Markdown would take for something else.
pub(crate) fn text(pairs: &[(String, String)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push(' ');
        }
        let quote = if value.contains('"') && !value.contains('\'') { '\'' } else { '"' };
        text.push_str(name);
        text.push('=');
        text.push(quote);
        for c in value.chars() {
            match c {
                '&' => text.push_str("&amp;"),
                c if c == quote || c == '|' || c == '`' || c.is_control() => {
                    // Writing into a string does not fail.
                    let _ = write!(text, "&#{};", u32::from(c));
                }
                c => text.push(c),
            }
        }
        text.push(quote);
    }
    text
}

/// Text with the references that XML knows, and numeric ones, resolved.
pub(crate) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        // No reference that is known here is longer than this.
        let end = from.bytes().take(12).position(|b| b == b';');
        let resolved = end.and_then(|end| Some((reference(from.get(1..end)?)?, from.get(end + 1..)?)));
        match resolved {
            Some((c, after)) => {
                out.push(c);
                rest = after;
            }
            None => {
                out.push('&');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}
