//! What stands inside a paragraph, as Markdown.

use serde_json::Value;

use super::escape::{self, Around};
use crate::Target;
use crate::attrs;
use crate::date;
use crate::node::{View, kind};
use crate::read::tags;
use crate::schema;

/// Where inline content stands.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    Paragraph,
    Heading,
    Cell,
    Caption,
}

/// A part of the text; delimiters are chosen once all parts are known.
enum Part<'a> {
    Text(&'a str, bool),
    /// Markdown as it is, without marks.
    Done(String),
    Break,
    Open(&'a Value),
    Close,
}

pub(super) fn markdown(content: &[Value], place: Place, target: Target, safe: bool) -> String {
    let parts = parts(content, target);
    Writer { place, safe, out: String::new(), open: Vec::new(), tilde: tildes(content) > 1 }.write(&parts)
}

/// Tildes in the texts, and those that marks may become.
fn tildes(content: &[Value]) -> usize {
    let texts = content.iter().filter_map(|node| node.get("text")?.as_str());
    let marks = content.iter().flat_map(|node| crate::node::marks(node)).filter(|mark| kind(mark) == "strike").count();
    texts.map(|text| text.matches('~').count()).sum::<usize>() + 2 * marks
}

fn parts(content: &[Value], target: Target) -> Vec<Part<'_>> {
    let marks: Vec<Option<&[Value]>> = content.iter().map(|node| text_marks(node, target)).collect();
    let mut parts = Vec::new();
    let mut open: Vec<&Value> = Vec::new();
    for (at, node) in content.iter().enumerate() {
        // What is no text lies in the marks that stay open over it.
        let wanted: &[Value] = match marks.get(at).copied().flatten() {
            Some(marks) => marks,
            None => {
                let next = marks.iter().skip(at).find_map(|marks| *marks).unwrap_or_default();
                let same = open.iter().zip(next).take_while(|(open, next)| **open == *next).count();
                next.get(..same).unwrap_or_default()
            }
        };
        let same = open.iter().zip(wanted).take_while(|(open, wanted)| **open == *wanted).count();
        for _ in open.drain(same..) {
            parts.push(Part::Close);
        }
        for mark in wanted.iter().skip(same) {
            open.push(mark);
            parts.push(Part::Open(mark));
        }
        parts.push(part(node, target));
    }
    parts.extend(open.iter().map(|_| Part::Close));
    parts
}

/// The marks of a text that reads back as it is; none for anything else.
fn text_marks(node: &Value, target: Target) -> Option<&[Value]> {
    let view = View::of(node).filter(|view| view.kind == "text" && view.attrs.is_none() && view.content.is_empty())?;
    // No reference stands for the character zero.
    view.text.filter(|text| !text.is_empty() && !text.contains('\0'))?;
    let marks = view.marks;
    let twice =
        marks.iter().enumerate().any(|(at, mark)| marks.iter().skip(at + 1).any(|other| tags::is_same(mark, other)));
    let code = marks.iter().any(|mark| kind(mark) == "code");
    let fits = !code || target == Target::Storage || marks.iter().all(tags::stands_with_code);
    let named = marks.iter().all(|mark| !kind(mark).is_empty());
    (!twice && fits && named && marks.len() < 32).then_some(marks)
}

fn part(node: &Value, target: Target) -> Part<'_> {
    if text_marks(node, target).is_some() {
        let code = crate::node::marks(node).last().is_some_and(|mark| kind(mark) == "code");
        return Part::Text(node.get("text").and_then(Value::as_str).unwrap_or_default(), code);
    }
    match View::of(node).and_then(|view| element(&view)) {
        Some(part) => part,
        None => Part::Done(raw(node)),
    }
}

/// Any node as its JSON.
fn raw(node: &Value) -> String {
    let pairs = [("json".to_owned(), node.to_string())];
    format!("<adf {}></adf>", attrs::text(&pairs))
}

/// A node that stands between words.
fn element<'a>(view: &View<'_>) -> Option<Part<'a>> {
    if !view.content.is_empty() || view.text.is_some() {
        return None;
    }
    let (tag, said) = match view.kind {
        "hardBreak" if view.attrs.is_none_or(|attrs| attrs.is_empty()) && view.marks.is_empty() => {
            return Some(Part::Break);
        }
        "hardBreak" => ("br", ""),
        "mention" => ("mention", "text"),
        "emoji" => ("emoji", "shortName"),
        "date" => ("date", "timestamp"),
        "status" => ("status", "text"),
        "placeholder" => ("placeholder", "text"),
        "inlineCard" => ("card", ""),
        "mediaInline" => ("media", ""),
        "inlineExtension" => ("extension", ""),
        _ => return None,
    };
    let attrs = view.attrs.filter(|attrs| schema::complete(view.kind, attrs))?;
    let words = view.str_attr(said).unwrap_or_default();
    let words = if view.kind == "date" { date::from_timestamp(words).unwrap_or_default() } else { words.to_owned() };
    if view.kind == "emoji" && attrs.len() == 1 && view.marks.is_empty() && is_emoji(&words) {
        return Some(Part::Done(words));
    }
    // What would not read back as it is stands in quotes.
    let plain = !words.is_empty() && words.trim() == words && !words.contains(|c: char| c.is_control());
    let said = if plain { said } else { "" };
    let pairs = schema::to_pairs(view, said);
    if view.kind == "hardBreak" {
        return Some(Part::Done(format!("<br {}>", attrs::text(&pairs))));
    }
    let around = Around { line_start: false, line_end: false, cell: true, heading: false, link: true, tilde: true };
    let words = if plain { escape::text(&words, around) } else { String::new() };
    let space = if pairs.is_empty() { "" } else { " " };
    Some(Part::Done(format!("<{tag}{space}{}>{words}</{tag}>", attrs::text(&pairs))))
}

fn is_emoji(words: &str) -> bool {
    use crate::read::scan::{Found, next};
    next(words, 0, &[]).is_some_and(|(at, found)| at == 0 && found == Found::Emoji(words))
}

struct Writer<'a> {
    place: Place,
    /// Marks as tags only.
    safe: bool,
    out: String,
    /// What closes each mark that is open, and the mark.
    open: Vec<(String, &'a Value)>,
    tilde: bool,
}

impl<'a> Writer<'a> {
    fn write(mut self, parts: &[Part<'a>]) -> String {
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            let rest = parts.get(at + 1..).unwrap_or_default();
            match part {
                Part::Text(text, code) => self.text(text, *code, rest),
                Part::Done(markdown) => {
                    // What an emoji's colon touches decides what it is.
                    if markdown.starts_with(':') && !self.free_before()
                        || markdown.starts_with(':') && !free_after(rest)
                    {
                        let name = attrs::text(&[("shortName".to_owned(), markdown.clone())]);
                        self.out.push_str(&format!("<emoji {name}></emoji>"));
                    } else {
                        self.out.push_str(markdown);
                    }
                }
                Part::Break => self.line_break(rest),
                Part::Open(mark) => {
                    if let Some(skip) = self.whole(mark, rest) {
                        at += skip;
                        continue;
                    }
                    self.open(mark, rest);
                }
                Part::Close => {
                    if let Some((close, _)) = self.open.pop() {
                        self.out.push_str(&close);
                    }
                }
            }
            at += 1;
        }
        self.out
    }

    fn free_before(&self) -> bool {
        !self.out.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == ':' || c == '\\')
    }

    fn line_start(&self) -> bool {
        self.out.is_empty() || self.out.ends_with('\n')
    }

    fn link(&self) -> bool {
        self.open.iter().any(|(_, mark)| kind(mark) == "link")
    }

    fn text(&mut self, text: &str, code: bool, rest: &[Part<'_>]) {
        if code && self.open.last().is_some_and(|(close, _)| close.is_empty()) {
            let span = code_span(text, self.place == Place::Cell);
            self.out.push_str(&span);
            return;
        }
        let ends = rest.iter().find(|part| !matches!(part, Part::Close)).is_none_or(|part| matches!(part, Part::Break));
        let around = Around {
            line_start: self.line_start(),
            line_end: ends,
            cell: self.place == Place::Cell,
            heading: self.place == Place::Heading,
            link: self.link(),
            tilde: self.tilde,
        };
        self.out.push_str(&escape::text(text, around));
    }

    fn line_break(&mut self, rest: &[Part<'_>]) {
        let plain = matches!(self.place, Place::Paragraph | Place::Caption);
        let inside = !self.line_start() && rest.iter().any(|part| !matches!(part, Part::Close));
        if plain && inside && matches!(rest.first(), Some(Part::Text(..) | Part::Open(_) | Part::Done(_))) {
            self.out.push_str("\\\n");
        } else {
            self.out.push_str("<br>");
        }
    }

    /// A mark around one text alone: code, or a link that says nothing but its address. How many parts it takes.
    fn whole(&mut self, mark: &'a Value, rest: &[Part<'a>]) -> Option<usize> {
        let [Part::Text(text, false), Part::Close, ..] = rest else { return None };
        if kind(mark) != "link" || self.link() || self.safe {
            return None;
        }
        let attrs = mark.get("attrs")?.as_object()?;
        let href = attrs.get("href")?.as_str()?;
        let scheme = ["https://", "http://"].iter().any(|scheme| href.starts_with(scheme));
        let plain = href.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~:/?#@!$'()*+,;=%&".contains(&b));
        if attrs.len() != 1 || href != *text || !scheme || !plain || href.contains('&') {
            return None;
        }
        self.out.push_str(&format!("<{href}>"));
        Some(3)
    }

    fn open(&mut self, mark: &'a Value, rest: &[Part<'_>]) {
        let close = self.delimiter(mark, rest).unwrap_or_else(|| {
            let (tag, pairs) = tags::of_mark(mark);
            let space = if pairs.is_empty() { "" } else { " " };
            self.out.push_str(&format!("<{tag}{space}{}>", attrs::text(&pairs)));
            format!("</{tag}>")
        });
        self.open.push((close, mark));
    }

    /// Opens a mark with Markdown's own characters, where they are sure to be read so; what closes it.
    fn delimiter(&mut self, mark: &Value, rest: &[Part<'_>]) -> Option<String> {
        if mark == &serde_json::json!({"type": "code"}) {
            let alone = matches!(rest, [Part::Text(text, true), Part::Close, ..] if spannable(text));
            return alone.then(String::new);
        }
        if self.safe {
            return None;
        }
        if kind(mark) == "link" {
            let (open, close) = link(mark)?;
            // A link within brackets of an outer one would be none.
            if self.link() || self.out.ends_with('!') {
                return None;
            }
            self.out.push_str(open);
            return Some(close);
        }
        let (first, last, after) = edges(rest)?;
        let before = self.out.chars().next_back();
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let sides_free = |c: char| before != Some(c) && first != c && last != c && after != Some(c);
        let inside_words = first.is_alphanumeric() && last.is_alphanumeric();
        let apart = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation());
        let outside_apart = apart(before) && apart(after) && !first.is_whitespace() && !last.is_whitespace();
        if !(inside_words || outside_apart) || before == Some('\\') {
            return None;
        }
        let delimiter = match kind(mark) {
            _ if mark.get("attrs").is_some() => return None,
            "strong" if sides_free('*') => "**",
            "em" if sides_free('_') && !word(before) && !word(after) && outside_apart => "_",
            "em" if sides_free('*') => "*",
            "strike" if sides_free('~') => "~~",
            _ => return None,
        };
        self.out.push_str(delimiter);
        Some(delimiter.to_owned())
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
        Part::Break => return None,
        _ => '<',
    };
    let last = match rest.get(end.checked_sub(1)?)? {
        Part::Text(text, false) => text.chars().next_back()?,
        Part::Break => return None,
        _ => '>',
    };
    let after = match rest.get(end + 1) {
        Some(Part::Text(text, false)) => text.chars().next(),
        None | Some(Part::Break) => None,
        Some(_) => Some('<'),
    };
    let known = |c: char| c.is_alphanumeric() || c.is_ascii_punctuation();
    (known(first) && known(last)).then_some((first, last, after))
}

/// Whether the next part begins with what an emoji may stand before.
fn free_after(rest: &[Part<'_>]) -> bool {
    match rest.first() {
        Some(Part::Text(text, false)) => !text.starts_with(|c: char| c.is_alphanumeric() || c == ':'),
        Some(Part::Done(markdown)) => !markdown.starts_with(':'),
        _ => true,
    }
}

/// What opens and closes a link in brackets.
fn link(mark: &Value) -> Option<(&'static str, String)> {
    let attrs = mark.get("attrs")?.as_object()?;
    let href = attrs.get("href")?.as_str()?;
    let title = attrs.get("title").map(|title| title.as_str().filter(|title| !title.is_empty()));
    let known = 1 + usize::from(title.is_some());
    if attrs.len() != known || mark.as_object()?.len() != 2 || title == Some(None) {
        return None;
    }
    let destination = destination(href)?;
    let plain = |c: char| !c.is_control() && !"\"\\&|`<".contains(c);
    Some(match title.flatten() {
        None => ("[", format!("]({destination})")),
        Some(title) if title.chars().all(plain) => ("[", format!("]({destination} \"{title}\")")),
        Some(_) => return None,
    })
}

/// An address as it stands in round brackets; none when it would need escapes.
pub(super) fn destination(href: &str) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || "-._~:/?#@!$'*+,;=%".contains(c);
    if !href.is_empty() && href.chars().all(plain) {
        return Some(href.to_owned());
    }
    let quoted = |c: char| plain(c) || "() &".contains(c);
    let reference = href
        .split('&')
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#') && rest.contains(';'));
    let edges = href.trim() == href && !href.is_empty();
    (href.chars().all(quoted) && !reference && edges).then(|| format!("<{href}>"))
}

/// Whether a span of code can hold the text: line breaks become spaces there.
fn spannable(text: &str) -> bool {
    !text.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) && !text.ends_with('\\')
}

fn code_span(text: &str, cell: bool) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let ticks = "`".repeat(if longest == 0 { 1 } else { longest + 1 });
    let blank = text.chars().all(|c| c == ' ');
    let padded =
        text.starts_with('`') || text.ends_with('`') || (text.starts_with(' ') && text.ends_with(' ') && !blank);
    let pad = if padded { " " } else { "" };
    let text = if cell { text.replace('|', "\\|") } else { text.to_owned() };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}
