//! What plain text says by itself: `:emoji:` and bare addresses.

/// Something found in a text, by its bytes.
#[derive(Debug, PartialEq)]
pub(crate) enum Found<'a> {
    Emoji(&'a str),
    /// An address as written; without scheme it begins with `www.`.
    Address(&'a str),
}

/// The first emoji or address at or after `from`, where a reader sees one: `literal` are the places of characters that
/// were escaped.
pub(crate) fn next<'a>(text: &'a str, from: usize, literal: &[usize]) -> Option<(usize, Found<'a>)> {
    let rest = text.get(from..)?;
    for (at, c) in rest.char_indices().map(|(at, c)| (from + at, c)) {
        if !matches!(c, ':' | 'h' | 'H' | 'w' | 'W') || literal.binary_search(&at).is_ok() {
            continue;
        }
        let before = text.get(..at)?.chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == ':') {
            continue;
        }
        let found = if c == ':' { emoji(text, at, literal) } else { address(text, at, literal) };
        if let Some(found) = found {
            return Some((at, found));
        }
    }
    None
}

/// Whether an address begins with its scheme, not with `www.`.
pub(crate) fn has_scheme(address: &str) -> bool {
    address.starts_with(['h', 'H'])
}

/// Longest address in bytes; what is longer is text.
const LONGEST_ADDRESS: usize = 2000;

/// Longest name between two colons.
const LONGEST_NAME: usize = 64;

fn emoji<'a>(text: &'a str, at: usize, literal: &[usize]) -> Option<Found<'a>> {
    let rest = text.get(at + 1..)?;
    let part = |b: &u8| b.is_ascii_alphanumeric() || b"_+-".contains(b);
    let end = rest.bytes().take(LONGEST_NAME + 1).position(|b| !part(&b))?;
    let close = at + 1 + end;
    let name = rest.get(..end)?;
    let word = name.bytes().any(|b| b.is_ascii_alphabetic()) || ["+1", "-1", "100"].contains(&name);
    let after = rest.get(end..)?.strip_prefix(':')?.chars().next();
    let apart = !after.is_some_and(|c| c.is_alphanumeric() || c == ':');
    (word && apart && literal.binary_search(&close).is_err()).then(|| text.get(at..=close).map(Found::Emoji))?
}

fn address<'a>(text: &'a str, at: usize, literal: &[usize]) -> Option<Found<'a>> {
    let rest = text.get(at..)?;
    let starts = |with: &str| rest.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let scheme = ["https://", "http://", "www."].into_iter().find(|scheme| starts(scheme))?;
    if (at..at + scheme.len()).any(|at| literal.binary_search(&at).is_ok()) {
        return None;
    }
    let ends = |c: char| c.is_whitespace() || c.is_control() || "<>\"`".contains(c);
    let end = rest.char_indices().find(|(at, c)| ends(*c) || *at > LONGEST_ADDRESS).map_or(rest.len(), |(at, _)| at);
    let mut address = rest.get(..end).filter(|address| address.len() <= LONGEST_ADDRESS)?;
    // As GFM has it: punctuation at the end belongs to the sentence, as does a bracket that nothing opens.
    let (opens, mut closes) = (address.matches('(').count(), address.matches(')').count());
    while let Some(last) = address.chars().next_back() {
        if last == ')' && closes > opens {
            closes -= 1;
        } else if !"?!.,:*_~'|;]}".contains(last) {
            break;
        }
        address = address.get(..address.len() - 1)?;
    }
    let host = address.get(scheme.len()..)?;
    host.starts_with(char::is_alphanumeric).then_some(Found::Address(address))
}
