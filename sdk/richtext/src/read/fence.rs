//! Lines that begin with colons: `:::panel info {…}` opens a container, `:::` closes it, `::rule {…}` is a block.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::attrs::{self, Pairs};

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Line {
    Open(Fence),
    Leaf(Fence),
    Close,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fence {
    pub(crate) name: String,
    /// What stands between name and attributes.
    pub(crate) words: String,
    pub(crate) pairs: Pairs,
}

/// A fence line; whether the name is known is not looked at.
pub(crate) fn line(text: &str) -> Option<Line> {
    let text = text.trim();
    if text.contains('\n') {
        return None;
    }
    let (colons, rest) = text.split_at(text.find(|c| c != ':').unwrap_or(text.len()));
    match (colons.len(), rest) {
        (3.., "") => return Some(Line::Close),
        (2.., rest) if rest.starts_with(|c: char| c.is_ascii_lowercase()) => {}
        _ => return None,
    }
    let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    if !rest.is_empty() && !rest.starts_with([' ', '\t', '{']) {
        return None;
    }
    let (words, pairs) = words_and_pairs(rest)?;
    let fence = Fence { name: name.to_owned(), words, pairs };
    Some(if colons.len() == 2 { Line::Leaf(fence) } else { Line::Open(fence) })
}

/// `words {a="b"}`
pub(crate) fn words_and_pairs(text: &str) -> Option<(String, Pairs)> {
    let text = text.trim();
    let Some(at) = text.find('{') else { return Some((text.to_owned(), Pairs::new())) };
    let (words, braces) = text.split_at(at);
    let inner = braces.strip_prefix('{')?.strip_suffix('}')?;
    Some((words.trim().to_owned(), attrs::pairs(inner)?))
}

/// Gives every fence line a paragraph of its own, so that Markdown's own rules say what it stands in.
pub(crate) fn separate(markdown: &str, options: Options) -> Cow<'_, str> {
    if !markdown.lines().any(|line| line.contains("::") && line_in(line).is_some()) {
        return Cow::Borrowed(markdown);
    }
    let code = code_ranges(markdown, options);
    let mut code = code.iter().peekable();
    let mut out = String::with_capacity(markdown.len() + 64);
    let mut start = 0;
    for line in markdown.split_inclusive('\n') {
        let here = start;
        start += line.len();
        while code.next_if(|range| range.end <= here).is_some() {}
        let inside = code.peek().is_some_and(|range| range.start <= here + line.len() && here < range.end);
        let found = line_in(line.trim_end_matches(['\n', '\r']));
        let Some((prefix, marker)) = found.filter(|(prefix, _)| {
            let at = here + prefix.len();
            !(inside && code.peek().is_some_and(|range| range.contains(&at)))
        }) else {
            out.push_str(line);
            continue;
        };
        // What continues the containers that the line stands in; a list's item begins on its own line.
        let blank: String = prefix.chars().map(|c| if c == '>' || c.is_whitespace() { c } else { ' ' }).collect();
        if !marker {
            out.push_str(blank.trim_end());
            out.push('\n');
        }
        out.push_str(line);
        if !line.ends_with('\n') {
            out.push('\n');
        }
        out.push_str(blank.trim_end());
        out.push('\n');
    }
    Cow::Owned(out)
}

/// The prefix of containers before a fence line, and whether a list's marker is in it.
fn line_in(line: &str) -> Option<(&str, bool)> {
    let at = line.find("::")?;
    let (prefix, rest) = line.split_at(at);
    let mut marker = false;
    let mut left = prefix;
    while let Some(c) = left.chars().next() {
        let after = left.get(c.len_utf8()..)?;
        left = match c {
            ' ' | '\t' | '>' => after,
            '-' | '*' | '+' if after.starts_with([' ', '\t']) => {
                marker = true;
                after
            }
            '0'..='9' => {
                let end = left.find(|c: char| !c.is_ascii_digit())?;
                marker = true;
                left.get(end..)?.strip_prefix(['.', ')'])?.strip_prefix([' ', '\t'])?
            }
            _ => return None,
        };
    }
    self::line(rest).map(|_| (prefix, marker))
}

/// Where code stands. For this look, fence lines are headings: those, too, are one line and end what stands before.
fn code_ranges(markdown: &str, options: Options) -> Vec<Range<usize>> {
    let mut text = String::with_capacity(markdown.len());
    for line in markdown.split_inclusive('\n') {
        match line_in(line.trim_end_matches(['\n', '\r'])) {
            Some((prefix, _)) => {
                let rest = line.get(prefix.len()..).unwrap_or_default();
                let colons = rest.len() - rest.trim_start_matches(':').len();
                text.push_str(prefix);
                text.push('#');
                text.extend(std::iter::repeat_n(' ', colons - 1));
                text.push_str(rest.get(colons..).unwrap_or_default());
            }
            None => text.push_str(line),
        }
    }
    let events = Parser::new_ext(&text, options).into_offset_iter();
    events.filter_map(|(event, range)| matches!(event, Event::Start(Tag::CodeBlock(_))).then_some(range)).collect()
}
