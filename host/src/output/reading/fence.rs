//! Lines that begin with colons, which `sdk/richtext` writes for what Markdown has no form for: `:::panel info {…}` opens a
//! container, `:::` closes it, `::card ADDRESS` stands alone.

/// One such line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fence<'a> {
    Open(&'a str, &'a str),
    Alone(&'a str, &'a str),
    Close,
}

/// Reads a line: a name, and the words after it, without attributes.
pub(super) fn read(line: &str) -> Option<Fence<'_>> {
    let line = line.trim();
    let rest = line.trim_start_matches(':');
    let colons = line.len() - rest.len();
    if colons >= 3 && rest.is_empty() {
        return Some(Fence::Close);
    }
    if colons < 2 || !rest.starts_with(|c: char| c.is_ascii_lowercase()) || rest.contains('\n') {
        return None;
    }
    let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(rest.len());
    let (name, words) = rest.split_at(end);
    if !words.is_empty() && !words.starts_with([' ', '\t', '{']) {
        return None;
    }
    let words = words.split_once('{').map_or(words, |(words, _)| words).trim();
    Some(if colons == 2 { Fence::Alone(name, words) } else { Fence::Open(name, words) })
}

/// An attribute of such a line.
pub(super) fn attribute(line: &str, name: &str) -> Option<String> {
    let (_, attributes) = line.split_once('{')?;
    super::tags::value(&format!(" {attributes}"), name)
}

/// Gives every such line a paragraph of its own, so that Markdown's own rules say what it stands in.
pub(super) fn separated(markdown: &str) -> String {
    let mut result = String::with_capacity(markdown.len() + 64);
    let mut code: Option<&str> = None;
    for line in markdown.lines() {
        let (bare, is_item) = bare(line);
        let ticks = bare.get(..bare.len() - bare.trim_start_matches('`').len()).filter(|ticks| ticks.len() >= 3);
        match (code, ticks) {
            (None, Some(ticks)) => code = Some(ticks),
            (Some(open), Some(ticks)) if ticks.len() >= open.len() && bare.trim_end() == ticks => code = None,
            _ => {}
        }
        if code.is_some() || read(bare).is_none() {
            result.extend([line, "\n"]);
            continue;
        }
        // What continues the containers that the line stands in; an item begins on its own line.
        let before = line.get(..line.len() - bare.len()).unwrap_or_default();
        let before: String = before.chars().map(|c| if c == '>' || c.is_whitespace() { c } else { ' ' }).collect();
        if !is_item {
            result.extend([before.trim_end(), "\n"]);
        }
        result.extend([line, "\n", before.trim_end(), "\n"]);
    }
    result
}

/// A line without the marks of quotes and items before it, and whether an item begins on it.
fn bare(line: &str) -> (&str, bool) {
    let mut is_item = false;
    let mut rest = line;
    loop {
        let bare = rest.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
        let after = match bare.strip_prefix(['-', '*', '+']) {
            Some(after) => Some(after),
            None => bare.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(['.', ')']),
        };
        match after.filter(|after| after.starts_with(' ')) {
            Some(after) => {
                is_item = true;
                rest = after;
            }
            None => return (bare, is_item),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_words_are_read() {
        assert_eq!(read(":::panel info {x=\"y\"}"), Some(Fence::Open("panel", "info")));
        assert_eq!(read("  ::::expand A title"), Some(Fence::Open("expand", "A title")));
        assert_eq!(read("::card https://x.example/a:b"), Some(Fence::Alone("card", "https://x.example/a:b")));
        assert_eq!(read(":::"), Some(Fence::Close));
        for other in ["", ":", "::", ":x:", "::X", ":::pa1nel", "a ::b", "::a\nb"] {
            assert_eq!(read(other), None, "{other:?}");
        }
    }

    #[test]
    fn each_gets_a_paragraph_of_its_own_outside_code() {
        assert_eq!(separated("a\n:::panel\nb\n> :::\n"), "a\n\n:::panel\n\nb\n>\n> :::\n>\n");
        assert_eq!(separated("> - :::panel\n"), "> - :::panel\n>\n");
        assert_eq!(separated("````\n:::panel\n```\n:::\n````"), "````\n:::panel\n```\n:::\n````\n");
    }
}
