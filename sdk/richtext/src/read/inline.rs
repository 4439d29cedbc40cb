//! What stands inside a paragraph: marks, links, inline nodes.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use serde_json::{Map, Value};

use super::scan::{self, Found};
use super::tags;
use crate::Target;
use crate::attrs::{self, Pairs};
use crate::node::{self, kind};

pub(super) type Events<'a> = Vec<(Event<'a>, Range<usize>)>;

/// Marks around one text; more are written as text.
const MOST_MARKS: usize = 32;

/// Inline nodes, and the pairs of the `<attrs/>` at the end.
pub(super) fn build(
    source: &str,
    mut events: Events<'_>,
    target: Target,
    check: impl Fn(&Pairs) -> bool,
) -> (Vec<Value>, Pairs) {
    let pairs = trailing(&mut events, check);
    let partner = partners(&events);
    let mut builder = Builder {
        source,
        target,
        out: Vec::new(),
        text: String::new(),
        literal: Vec::new(),
        text_marks: Vec::new(),
        marks: Vec::new(),
        end: None,
    };
    let mut at = 0;
    while let Some((event, range)) = events.get(at) {
        at = builder.event(&events, &partner, at, event, range);
    }
    builder.flush();
    (builder.out, pairs)
}

/// Takes the `<attrs/>` that ends the text, and one space before it.
fn trailing(events: &mut Events<'_>, check: impl Fn(&Pairs) -> bool) -> Pairs {
    let Some((Event::InlineHtml(html), _)) = events.last() else { return Pairs::new() };
    let Some(tag) = attrs::tag(html).filter(|tag| tag.name == "attrs" && tag.empty && check(&tag.pairs)) else {
        return Pairs::new();
    };
    events.pop();
    match events.last_mut() {
        Some((Event::SoftBreak, _)) => drop(events.pop()),
        Some((Event::Text(text), range)) => {
            if let Some(shorter) = text.strip_suffix(' ') {
                *text = shorter.to_owned().into();
                range.end -= 1;
            }
        }
        _ => {}
    }
    tag.pairs
}

/// What an event opens or closes.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Partner {
    None,
    /// An opening tag, and where its closing tag stands.
    Opens(usize),
    Closes,
}

/// Finds the closing tag of each opening one; both stand in the same emphasis or link, or they are text.
fn partners(events: &Events<'_>) -> Vec<Partner> {
    let mut partner = vec![Partner::None; events.len()];
    // A name and a place, or a border that no tag crosses.
    let mut open: Vec<Option<(String, usize)>> = Vec::new();
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(_) => open.push(None),
            Event::End(_) => while let Some(Some(_)) = open.pop() {},
            Event::InlineHtml(html) => {
                let Some(tag) = attrs::tag(html).filter(|tag| tags::is_pair(&tag.name)) else { continue };
                let level = open.iter().rev().take(MOST_MARKS).take_while(|entry| entry.is_some()).count();
                if !tag.closing && !tag.empty && level < MOST_MARKS && tags::opens(&tag) {
                    open.push(Some((tag.name, at)));
                } else if tag.closing {
                    let depth = open
                        .iter()
                        .rev()
                        .take(level)
                        .position(|entry| entry.as_ref().is_some_and(|(name, _)| *name == tag.name));
                    if let Some(depth) = depth {
                        open.truncate(open.len() - depth);
                        if let (Some(Some((_, start))), Some(here)) = (open.pop(), partner.get_mut(at)) {
                            *here = Partner::Closes;
                            if let Some(there) = partner.get_mut(start) {
                                *there = Partner::Opens(at);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    partner
}

struct Builder<'a> {
    source: &'a str,
    target: Target,
    out: Vec<Value>,
    /// Text that is not a node yet, where it was escaped, and its marks.
    text: String,
    literal: Vec<usize>,
    text_marks: Vec<Value>,
    /// The marks of what is open; none for one that is there already.
    marks: Vec<Option<Value>>,
    /// Where the last text ended in the source.
    end: Option<usize>,
}

impl Builder<'_> {
    /// Takes one event and says which comes next.
    fn event(
        &mut self,
        events: &Events<'_>,
        partner: &[Partner],
        at: usize,
        event: &Event<'_>,
        range: &Range<usize>,
    ) -> usize {
        match event {
            Event::Text(text) => self.words(text, range),
            Event::SoftBreak => self.push_text(" ", true),
            Event::HardBreak => self.node(node::leaf("hardBreak", Map::new())),
            Event::Code(code) => self.code(code),
            Event::Start(Tag::Emphasis) => self.open(node::with("em", &[])),
            Event::Start(Tag::Strong) => self.open(node::with("strong", &[])),
            Event::Start(Tag::Strikethrough) => self.open(node::with("strike", &[])),
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                self.open(link(*link_type, dest_url, title));
                if matches!(events.get(at + 1), Some((Event::End(TagEnd::Link), _))) {
                    self.push_text(dest_url, true);
                }
            }
            Event::Start(Tag::Image { dest_url, .. }) if self.target == Target::Storage => {
                let rest = events.get(at + 1..).unwrap_or_default();
                let length = closing(rest);
                let mut attrs = node::texts(&[("type", "external"), ("url", dest_url)]);
                let alt = plain(rest.get(..length).unwrap_or_default());
                if !alt.is_empty() {
                    attrs.insert("alt".to_owned(), alt.into());
                }
                self.node(node::leaf("image", attrs));
                return at + length + 2;
            }
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                // An image between words: Markdown's own text for it, as a link.
                self.open(link(LinkType::Inline, dest_url, title));
                if matches!(events.get(at + 1), Some((Event::End(TagEnd::Image), _))) {
                    self.push_text(dest_url, true);
                }
            }
            Event::End(_) => self.close(),
            Event::InlineHtml(html) => return self.html(events, partner, at, html),
            Event::FootnoteReference(label) => self.push_text(&format!("[^{label}]"), true),
            other => self.push_text(&plain(std::slice::from_ref(&(other.clone(), 0..0))), true),
        }
        at + 1
    }

    fn words(&mut self, text: &str, range: &Range<usize>) {
        // A character that was escaped, or written as a reference, is not part of a word that means something.
        let raw = self.source.get(range.clone()) == Some(text);
        let escaped = raw && self.source.get(..range.start).is_some_and(|before| before.ends_with('\\'));
        let skipped = self.end != Some(range.start) && escaped;
        self.mark_run();
        let start = self.text.len();
        if skipped {
            self.literal.push(start);
        } else if !raw {
            self.literal.extend(text.char_indices().map(|(at, _)| start + at));
        }
        self.text.push_str(text);
        self.end = Some(range.end);
    }

    fn push_text(&mut self, text: &str, literal: bool) {
        self.mark_run();
        let start = self.text.len();
        if literal {
            self.literal.extend(text.char_indices().map(|(at, _)| start + at));
        }
        self.text.push_str(text);
        self.end = None;
    }

    /// Begins a new text when the marks are others.
    fn mark_run(&mut self) {
        let same = self.marks.iter().flatten().eq(self.text_marks.iter());
        if !same {
            self.flush();
            self.text_marks = self.marks.iter().flatten().cloned().collect();
        }
    }

    /// A node between words. In ADF it has no marks of what it stands in; in storage format it does.
    fn node(&mut self, mut node: Value) {
        self.flush();
        let marks: Vec<_> = self.marks.iter().flatten().cloned().collect();
        if self.target == Target::Storage && kind(&node) != node::RAW && !marks.is_empty() {
            node::set(&mut node, "marks", Value::from(marks));
        }
        self.out.push(node);
        self.end = None;
    }

    fn code(&mut self, code: &str) {
        self.flush();
        let marks: Vec<_> = self.marks.iter().flatten().cloned().chain([node::with("code", &[])]).collect();
        self.push_node(code, &marks);
        self.end = None;
    }

    /// A text node; with what stands with code only, where code is.
    fn push_node(&mut self, text: &str, marks: &[Value]) {
        if text.is_empty() {
            return;
        }
        let has_code = marks.iter().any(|mark| kind(mark) == "code");
        let mut kept: Vec<Value> = Vec::new();
        for mark in marks {
            let alone = !has_code || self.target == Target::Storage || tags::stands_with_code(mark);
            if alone && !kept.iter().any(|other| tags::is_same(other, mark)) {
                kept.push(mark.clone());
            }
        }
        // Two texts with the same marks are one.
        if let Some(last) = self.out.last_mut()
            && kind(last) == "text"
            && node::marks(last) == kept
            && let Some(Value::String(before)) = last.get_mut("text")
        {
            before.push_str(text);
            return;
        }
        self.out.push(node::text(text, &kept));
    }

    fn open(&mut self, mark: Value) {
        let there = self.marks.iter().flatten().any(|other| tags::is_same(other, &mark));
        let full = self.marks.iter().flatten().count() >= MOST_MARKS;
        self.marks.push((!there && !full).then_some(mark));
    }

    fn close(&mut self) {
        self.marks.pop();
    }

    fn html(&mut self, events: &Events<'_>, partner: &[Partner], at: usize, html: &str) -> usize {
        let tag = attrs::tag(html);
        match (tag, partner.get(at)) {
            (Some(tag), Some(Partner::Opens(end))) => {
                let inner = events.get(at + 1..*end).unwrap_or_default();
                if let Some(mark) = tags::mark(&tag) {
                    self.open(mark);
                    return at + 1;
                }
                let known = self.target == Target::Storage || tag.name != "storage";
                if let Some(node) = tags::node(&tag, &plain(inner)).filter(|_| known) {
                    self.node(node);
                    return end + 1;
                }
                self.marks.push(None);
                self.push_text(html, true);
                at + 1
            }
            (Some(tag), Some(Partner::Closes)) => {
                let literal = tags::marks_of_name(&tag.name).is_none();
                self.close();
                if literal {
                    self.push_text(html, true);
                }
                at + 1
            }
            (Some(tag), _) if tag.name == "br" => {
                match tags::node(&tag, "") {
                    Some(node) => self.node(node),
                    None => self.push_text(html, true),
                }
                at + 1
            }
            (Some(tag), _) if tag.empty && tags::is_element(&tag.name) && tag.name != "storage" => {
                match tags::node(&tag, "") {
                    Some(node) => self.node(node),
                    None => self.push_text(html, true),
                }
                at + 1
            }
            _ if html.starts_with("<!--") => at + 1,
            _ => {
                self.push_text(html, true);
                at + 1
            }
        }
    }

    /// The text as nodes: emoji and addresses in it are seen now that it is whole.
    fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        let literal = std::mem::take(&mut self.literal);
        let marks = std::mem::take(&mut self.text_marks);
        let quiet = marks.iter().any(|mark| ["code", "link"].contains(&kind(mark)));
        let mut from = 0;
        let mut seen = 0;
        while !quiet && let Some((at, found)) = scan::next(&text, seen, &literal) {
            let (Found::Emoji(part) | Found::Address(part)) = found;
            self.push_node(text.get(from..at).unwrap_or_default(), &marks);
            match found {
                Found::Emoji(name) => {
                    let mut emoji = node::with("emoji", &[("shortName", name)]);
                    if self.target == Target::Storage && !marks.is_empty() {
                        node::set(&mut emoji, "marks", Value::from(marks.clone()));
                    }
                    self.out.push(emoji);
                }
                Found::Address(address) => {
                    let scheme = if scan::has_scheme(address) { "" } else { "http://" };
                    let link = node::with("link", &[("href", &format!("{scheme}{address}"))]);
                    self.push_node(address, &[marks.as_slice(), &[link]].concat());
                }
            }
            from = at + part.len();
            seen = from;
        }
        self.push_node(text.get(from..).unwrap_or_default(), &marks);
        self.text_marks = marks;
    }
}

/// How many events stand before the one that closes what is open.
fn closing(events: &[(Event<'_>, Range<usize>)]) -> usize {
    let mut depth = 0_usize;
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 0 => return at,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    events.len()
}

fn link(link_type: LinkType, dest: &str, title: &str) -> Value {
    let scheme = if link_type == LinkType::Email { "mailto:" } else { "" };
    let mut attrs = node::texts(&[("href", &format!("{scheme}{dest}"))]);
    if !title.is_empty() {
        attrs.insert("title".to_owned(), title.into());
    }
    node::leaf("link", attrs)
}

/// The words of events, without marks.
pub(super) fn plain(events: &[(Event<'_>, Range<usize>)]) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(words),
            Event::InlineHtml(html) if !html.starts_with("<!--") => text.push_str(html),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::FootnoteReference(label) => {
                text.push_str("[^");
                text.push_str(label);
                text.push(']');
            }
            _ => {}
        }
    }
    text
}
