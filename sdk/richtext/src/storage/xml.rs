//! XML as a tree: read, written, and its named characters resolved.

use std::fmt::Write as _;

use pulldown_cmark::{Event as Markdown, Parser};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element or a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Xml {
    Element(Element),
    Text(String),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attrs: Vec<(String, String)>,
    pub(super) children: Vec<Xml>,
}

impl Element {
    pub(super) fn new(name: &str) -> Element {
        Element { name: name.to_owned(), ..Element::default() }
    }

    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Element {
        self.attrs.push((name.to_owned(), value.into()));
        self
    }

    pub(super) fn holding(mut self, children: Vec<Xml>) -> Element {
        self.children = children;
        self
    }

    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        self.attrs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(Xml::element)
    }

    /// The text, when there is nothing but text.
    pub(super) fn words(&self) -> Option<String> {
        let text = |child: &Xml| match child {
            Xml::Text(text) => Some(text.clone()),
            Xml::Element(_) => None,
        };
        self.children.iter().map(text).collect()
    }
}

impl Xml {
    pub(super) fn element(&self) -> Option<&Element> {
        match self {
            Xml::Element(element) => Some(element),
            Xml::Text(_) => None,
        }
    }
}

impl From<Element> for Xml {
    fn from(element: Element) -> Xml {
        Xml::Element(element)
    }
}

/// Elements within elements; what nests deeper is not looked into.
const DEEPEST: usize = 100;

/// A fragment of well-formed XML; `None` if it is none. Comments and processing instructions say nothing to Confluence.
pub(super) fn parse(text: &str) -> Option<Vec<Xml>> {
    if !text.chars().all(is_allowed) {
        return None;
    }
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                if open.len() > DEEPEST {
                    return None;
                }
                open.push(element(&start)?);
            }
            Event::Empty(start) => push(&mut open, Xml::Element(element(&start)?)),
            Event::End(_) => {
                let done = open.pop()?;
                if open.is_empty() {
                    return None;
                }
                push(&mut open, Xml::Element(done));
            }
            Event::Text(words) => push_text(&mut open, &words),
            Event::CData(words) => push_text(&mut open, &words),
            Event::GeneralRef(name) => {
                push_reference(&mut open, &reference(&name)?);
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            Event::DocType(_) => return None,
            Event::Eof => break,
        }
    }
    match open.as_slice() {
        [_] => open.pop().map(|root| root.children),
        _ => None,
    }
}

fn push(open: &mut [Element], node: Xml) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

fn push_text(open: &mut [Element], words: &str) {
    // As XML has it: every line ends in one character.
    push_reference(open, &words.replace("\r\n", "\n").replace('\r', "\n"));
}

/// A character that was written as a reference is what it is.
fn push_reference(open: &mut [Element], words: &str) {
    let Some(parent) = open.last_mut().filter(|_| !words.is_empty()) else { return };
    match parent.children.last_mut() {
        Some(Xml::Text(before)) => before.push_str(words),
        _ => parent.children.push(Xml::Text(words.to_owned())),
    }
}

fn element(start: &BytesStart<'_>) -> Option<Element> {
    let name = start.name().into_inner().to_owned();
    if !is_name(&name) {
        return None;
    }
    let mut attrs: Vec<(String, String)> = Vec::new();
    for attr in start.attributes() {
        let attr = attr.ok()?;
        let name = attr.key.into_inner().to_owned();
        let value = decoded(&attr.value)?;
        if !is_name(&name) || attrs.iter().any(|(known, _)| *known == name) {
            return None;
        }
        attrs.push((name, value));
    }
    Some(Element { name, attrs, children: Vec::new() })
}

/// Names of which nothing else can be made.
pub(super) fn is_name(name: &str) -> bool {
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    first && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.:-".contains(c))
}

fn decoded(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (name, after) = after.split_once(';')?;
        out.push_str(&reference(name)?);
        rest = after;
    }
    out.push_str(rest);
    // What is not written as a reference counts as a space in an attribute.
    (!rest.contains('<')).then_some(out)
}

/// The character that `&name;` stands for. Markdown knows the same names as HTML, and its reader is here already.
fn reference(name: &str) -> Option<String> {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#') && !name.is_empty();
    let written = format!("&{};", if plain { name } else { return None });
    let decoded = crate::attrs::decode(&written);
    if decoded != written {
        return decoded.chars().all(is_allowed).then_some(decoded);
    }
    let mut text = String::new();
    for event in Parser::new(&written) {
        if let Markdown::Text(words) = event {
            text.push_str(&words);
        }
    }
    (text != written).then_some(text)
}

/// What XML can hold at all.
pub(super) fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'))
}

/// The tree as text.
pub(super) fn text(nodes: &[Xml]) -> String {
    let mut out = String::new();
    write(nodes, &mut out);
    out
}

fn write(nodes: &[Xml], out: &mut String) {
    for node in nodes {
        match node {
            Xml::Text(text) => escaped(text, false, out),
            Xml::Element(element) => {
                // Writing into a string does not fail.
                let _ = write!(out, "<{}", element.name);
                for (name, value) in &element.attrs {
                    let _ = write!(out, " {name}=\"");
                    escaped(value, true, out);
                    out.push('"');
                }
                if element.children.is_empty() {
                    out.push_str(" />");
                    continue;
                }
                out.push('>');
                match element.words().filter(|_| is_verbatim(&element.name)) {
                    Some(words) => cdata(&words, out),
                    None => write(&element.children, out),
                }
                let _ = write!(out, "</{}>", element.name);
            }
        }
    }
}

/// Where Confluence writes text as it is.
pub(super) fn is_verbatim(name: &str) -> bool {
    ["ac:plain-text-body", "ac:plain-text-link-body"].contains(&name)
}

fn cdata(words: &str, out: &mut String) {
    let words: String = words.chars().map(|c| if is_allowed(c) { c } else { '\u{fffd}' }).collect();
    out.push_str("<![CDATA[");
    out.push_str(&words.replace("]]>", "]]]]><![CDATA[>"));
    out.push_str("]]>");
}

fn escaped(text: &str, attribute: bool, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\n' | '\t' if attribute => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            '\r' => out.push_str("&#13;"),
            c if is_allowed(c) => out.push(c),
            _ => out.push('\u{fffd}'),
        }
    }
}
