//! Text as Markdown that says just this text.

use std::ops::Range;

use crate::read::scan::{self, Found};

/// What stands around a text.
#[derive(Clone, Copy)]
pub(super) struct Around {
    /// It begins a line of a paragraph.
    pub(super) line_start: bool,
    /// It ends one.
    pub(super) line_end: bool,
    pub(super) cell: bool,
    pub(super) heading: bool,
    /// In a link's text no address is seen, but a bracket ends it.
    pub(super) link: bool,
    /// Strikethrough is possible: another tilde is near.
    pub(super) tilde: bool,
}

pub(super) fn text(text: &str, around: Around) -> String {
    let colons = meaningful_colons(text, around);
    let mut colons = colons.iter().peekable();
    let inner = inner(text, around);
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        let rest = text.get(at..).unwrap_or_default();
        let meaningful = colons.next_if(|place| **place == at).is_some();
        if c.is_control() || is_separator(c) || (c.is_whitespace() && !inner.contains(&at)) {
            out.push_str(&format!("&#{};", u32::from(c)));
        } else {
            if meaningful || escapes(c, before, after, rest, around) {
                out.push('\\');
            }
            out.push(c);
        }
        before = Some(c);
    }
    if around.line_start && !around.heading && !around.cell {
        number_at_start(&mut out);
    }
    out
}

/// Where white space stays: at a line's beginning and end, Markdown takes it away.
fn inner(text: &str, around: Around) -> Range<usize> {
    let start = if around.line_start { text.len() - text.trim_start().len() } else { 0 };
    let end = if around.line_end { text.trim_end().len() } else { text.len() };
    start..end
}

/// Line and paragraph separators: nobody sees what they do.
fn is_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn escapes(c: char, before: Option<char>, after: Option<char>, rest: &str, around: Around) -> bool {
    let start = before.is_none() && around.line_start && !around.heading && !around.cell;
    let ends = after.is_none_or(|c| c == ' ');
    match c {
        '\\' => !after.is_some_and(char::is_alphanumeric),
        '*' | '`' | '[' => true,
        ']' => around.link,
        '_' => !(before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)),
        '~' => around.tilde,
        '<' => after.is_none_or(|c| c.is_ascii_alphabetic() || "/!?".contains(c)),
        '&' => after.is_none_or(|c| c.is_ascii_alphanumeric() || c == '#'),
        '!' => after == Some('['),
        '|' => around.cell || start,
        '#' if around.heading => rest.trim_start_matches('#').trim_start().is_empty(),
        '#' => start && rest.trim_start_matches('#').chars().next().is_none_or(|c| c == ' '),
        '>' => start,
        '+' => start && ends,
        '-' => start && (ends || after.is_some_and(|c| "-|:".contains(c))),
        '=' => start && (ends || after == Some('=')),
        ':' => start && after.is_none_or(|c| "-:|".contains(c)),
        _ => false,
    }
}

/// `1.` and `1)` at the beginning of a line begin a list.
fn number_at_start(out: &mut String) {
    let digits = out.bytes().take_while(u8::is_ascii_digit).count();
    let Some(rest) = out.get(digits..) else { return };
    let followed = |rest: &str| rest.is_empty() || rest.starts_with([' ', '&', '\t']);
    if digits > 0 && rest.strip_prefix(['.', ')']).is_some_and(followed) {
        out.insert(digits, '\\');
    }
}

/// The colons, or the first letters of `www.`, that make an emoji or an address of what follows.
fn meaningful_colons(text: &str, around: Around) -> Vec<usize> {
    let mut places = Vec::new();
    let mut from = 0;
    while !around.link
        && let Some((at, found)) = scan::next(text, from, &places)
    {
        let place = match found {
            Found::Emoji(_) => at,
            Found::Address(address) => {
                at + if scan::has_scheme(address) { address.find(':').unwrap_or_default() } else { 3 }
            }
        };
        places.push(place);
        from = at + 1;
    }
    places
}
