//! What stands inside a paragraph, as Markdown.

use serde_json::Value;

use super::escape::{self, Around};
use super::{delimiter, element, span};
use crate::Target;
use crate::attrs;
use crate::node::{View, kind};
use crate::read::tags;

/// Where inline content stands.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    Paragraph,
    Heading,
    Cell,
    Caption,
}

/// A part of the text; delimiters are chosen once all parts are known.
pub(super) enum Part<'a> {
    /// A text, and whether it is code.
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
    let marks = content.iter().flat_map(crate::node::marks).filter(|mark| kind(mark) == "strike").count();
    texts.map(|text| text.matches('~').count()).sum::<usize>() + 2 * marks
}

fn parts(content: &[Value], target: Target) -> Vec<Part<'_>> {
    let marks: Vec<Option<&[Value]>> = content.iter().map(|node| text_marks(node, target)).collect();
    let mut following = following(&marks).into_iter();
    let mut parts = Vec::new();
    let mut open: Vec<&Value> = Vec::new();
    for (node, marks) in content.iter().zip(&marks) {
        let next = following.next().unwrap_or_default();
        // What is no text lies in the marks that stay open over it.
        let wanted: &[Value] = match marks {
            Some(marks) => marks,
            None => {
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

/// For each node the marks of the next text.
fn following<'a>(marks: &[Option<&'a [Value]>]) -> Vec<&'a [Value]> {
    let mut next: &[Value] = &[];
    let mut all: Vec<_> = marks
        .iter()
        .rev()
        .map(|marks| {
            next = marks.unwrap_or(next);
            next
        })
        .collect();
    all.reverse();
    all
}

/// The marks of a text that reads back as it is; none for anything else. In storage format, other nodes have them, too.
fn text_marks(node: &Value, target: Target) -> Option<&[Value]> {
    let view = View::of(node)?;
    if view.kind == "text" {
        let plain = view.attrs.is_none() && view.content.is_empty();
        // No reference stands for the character zero.
        view.text.filter(|text| plain && !text.is_empty() && !text.contains('\0'))?;
    } else if target == Target::Adf || element::markdown(&View { marks: &[], ..View::of(node)? }, target).is_none() {
        return None;
    }
    let marks = view.marks;
    let twice =
        marks.iter().enumerate().any(|(at, mark)| marks.iter().skip(at + 1).any(|other| tags::is_same(mark, other)));
    let code = marks.iter().any(|mark| kind(mark) == "code");
    let fits = !code || target == Target::Storage || marks.iter().all(tags::stands_with_code);
    let named = marks.iter().all(|mark| !kind(mark).is_empty());
    (!twice && fits && named && marks.len() < 32).then_some(marks)
}

fn part(node: &Value, target: Target) -> Part<'_> {
    let shown = text_marks(node, target).is_some();
    if shown && kind(node) == "text" {
        let code = crate::node::marks(node).last().is_some_and(|mark| kind(mark) == "code");
        return Part::Text(node.get("text").and_then(Value::as_str).unwrap_or_default(), code);
    }
    let view = View::of(node).map(|view| if shown { View { marks: &[], ..view } } else { view });
    match view.filter(|_| shown || target == Target::Adf).and_then(|view| element::markdown(&view, target)) {
        Some(part) => part,
        None => Part::Done(element::raw(node)),
    }
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
                    let free = self.free_before() && free_after(rest) && !self.quiet();
                    if markdown.starts_with(':') && !free {
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

    /// Where no emoji is looked for.
    fn quiet(&self) -> bool {
        self.open.iter().any(|(_, mark)| ["link", "code"].contains(&kind(mark)))
    }

    fn line_start(&self) -> bool {
        self.out.is_empty() || self.out.ends_with('\n')
    }

    fn link(&self) -> bool {
        self.open.iter().any(|(_, mark)| kind(mark) == "link")
    }

    fn text(&mut self, text: &str, code: bool, rest: &[Part<'_>]) {
        if code && self.open.last().is_some_and(|(close, _)| close.is_empty()) {
            let code = span::code(text, self.place == Place::Cell);
            self.out.push_str(&code);
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
        if mark == &crate::node::with("code", &[]) {
            let alone = matches!(rest, [Part::Text(text, true), Part::Close, ..] if span::can_be_code(text));
            return alone.then(String::new);
        }
        if self.safe {
            return None;
        }
        if kind(mark) == "link" {
            let (open, close) = span::link(mark)?;
            // A link within brackets of an outer one would be none.
            if self.link() || self.out.ends_with('!') {
                return None;
            }
            self.out.push_str(open);
            return Some(close);
        }
        let delimiter = delimiter::around(mark, self.out.chars().next_back(), rest)?;
        self.out.push_str(delimiter);
        Some(delimiter.to_owned())
    }
}

/// Whether the next part begins with what an emoji may stand before.
fn free_after(rest: &[Part<'_>]) -> bool {
    match rest.first() {
        Some(Part::Text(text, false)) => !text.starts_with(|c: char| c.is_alphanumeric() || c == ':'),
        Some(Part::Done(markdown)) => !markdown.starts_with(':'),
        _ => true,
    }
}
