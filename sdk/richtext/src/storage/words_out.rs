//! Nodes as words: marks are elements around them.

use serde_json::Value;

use super::tidy::FORMATS;
use super::xml::{self, Element, Xml};
use super::{attr, emoji, kept, link, status};
use crate::date;
use crate::node::{kind, marks};

/// Nodes as the words of an element: formats are opened once for all nodes that follow each other in them.
pub(super) fn write(content: &[Value]) -> Vec<Xml> {
    group(content, 0)
}

fn group(content: &[Value], depth: usize) -> Vec<Xml> {
    let mut out = Vec::new();
    let mut rest = content;
    while let Some(first) = rest.first() {
        let Some(mark) = marks(first).get(depth) else {
            push(&mut out, leaf(first));
            rest = rest.get(1..).unwrap_or_default();
            continue;
        };
        let count = rest.iter().take_while(|node| marks(node).get(depth) == Some(mark)).count();
        let (inside, after) = rest.split_at(count);
        out.push(format(mark, group(inside, depth + 1)));
        rest = after;
    }
    out
}

fn push(out: &mut Vec<Xml>, node: Vec<Xml>) {
    for node in node {
        match (out.last_mut(), node) {
            (Some(Xml::Text(before)), Xml::Text(text)) => before.push_str(&text),
            (_, node) => out.push(node),
        }
    }
}

fn format(mark: &Value, inside: Vec<Xml>) -> Xml {
    let attrs = mark.get("attrs");
    let attr = |name: &str| attrs.and_then(|attrs| attrs.get(name)).and_then(Value::as_str).unwrap_or_default();
    let element = match kind(mark) {
        "strong" => Element::new("strong"),
        "em" => Element::new("em"),
        "code" => Element::new("code"),
        "underline" => Element::new("u"),
        "strike" => Element::new("del"),
        "subsup" if attr("type") == "sub" => Element::new("sub"),
        "subsup" => Element::new("sup"),
        "textColor" => Element::new("span").with("style", format!("color: {};", attr("color"))),
        "backgroundColor" => Element::new("span").with("style", format!("background-color: {};", attr("color"))),
        "annotation" => Element::new("ac:inline-comment-marker").with("ac:ref", attr("id")),
        "link" => match link::to_target(attr("href")) {
            Some((target, attrs)) => return link::element(target, attrs, inside),
            None => {
                let link = Element::new("a").with("href", attr("href"));
                if attr("title").is_empty() { link } else { link.with("title", attr("title")) }
            }
        },
        "storage" => other_format(attrs).unwrap_or_else(|| Element::new("span")),
        _ => Element::new("span"),
    };
    element.holding(inside).into()
}

fn other_format(attrs: Option<&Value>) -> Option<Element> {
    let name = attrs?.get("name")?.as_str().filter(|name| FORMATS.contains(name))?;
    let mut element = Element::new(name);
    for (name, value) in attrs?.get("attributes")?.as_object()? {
        if xml::is_name(name) {
            element = element.with(name, value.as_str()?);
        }
    }
    Some(element)
}

fn leaf(node: &Value) -> Vec<Xml> {
    let attr = |name: &str| attr(node, name);
    let element = match kind(node) {
        "text" => return vec![Xml::Text(node.get("text").and_then(Value::as_str).unwrap_or_default().to_owned())],
        "hardBreak" => Element::new("br"),
        "date" => match attr("timestamp").and_then(date::from_timestamp) {
            Some(day) => Element::new("time").with("datetime", day),
            None => return vec![Xml::Text(attr("timestamp").unwrap_or_default().to_owned())],
        },
        "placeholder" => Element::new("ac:placeholder").holding(words(attr("text").unwrap_or_default())),
        "mention" => {
            let user = Element::new("ri:user").with("ri:account-id", attr("id").unwrap_or_default());
            Element::new("ac:link").holding(vec![user.into()])
        }
        "emoji" => emoji::element(node, attr("shortName").unwrap_or_default()),
        "status" => status::element(node),
        "inlineCard" => {
            let url = attr("url").unwrap_or_default();
            Element::new("a").with("data-card-appearance", "inline").with("href", url).holding(words(url))
        }
        "image" => image_element(node),
        "storage" => return verbatim(attr("xml").unwrap_or_default()),
        _ => return vec![Xml::Text(json_words(node))],
    };
    vec![element.into()]
}

/// A node that storage format has nothing for: what it shows, or else what it is.
fn json_words(node: &Value) -> String {
    let shown = crate::plain_text(node);
    if shown.is_empty() { node.to_string() } else { shown }
}

fn words(text: &str) -> Vec<Xml> {
    if text.is_empty() { Vec::new() } else { vec![Xml::Text(text.to_owned())] }
}

/// XML that was kept; what is none is shown as text.
pub(super) fn verbatim(text: &str) -> Vec<Xml> {
    xml::parse(text).unwrap_or_else(|| words(text))
}

/// The element with what was kept of its attributes.
pub(super) fn with_kept(mut element: Element, node: &Value) -> Element {
    for (name, value) in kept(node) {
        if xml::is_name(name) && !name.starts_with("parameter:") && element.attr(name).is_none() {
            element = element.with(name, value);
        }
    }
    element
}

/// A macro with what was kept of its attributes.
pub(super) fn macro_element(name: &str, node: &Value) -> Element {
    let element = with_kept(Element::new("ac:structured-macro").with("ac:name", name), node);
    let version = element.attr("ac:schema-version").is_some();
    if version { element } else { element.with("ac:schema-version", "1") }
}

pub(super) fn parameter(name: &str, value: &str) -> Xml {
    Element::new("ac:parameter").with("ac:name", name).holding(words(value)).into()
}

/// Parameters of a macro that our nodes have no place for.
pub(super) fn kept_parameters(node: &Value) -> Vec<Xml> {
    kept(node).filter_map(|(name, value)| Some(parameter(name.strip_prefix("parameter:")?, value))).collect()
}

pub(super) fn image_element(node: &Value) -> Element {
    let attr = |name: &str| attr(node, name);
    let url = attr("url").unwrap_or_default();
    let source = match url.strip_prefix("attachment:") {
        Some(name) => Element::new("ri:attachment").with("ri:filename", name),
        None => Element::new("ri:url").with("ri:value", url),
    };
    let element = match attr("alt") {
        Some(alt) => Element::new("ac:image").with("ac:alt", alt),
        None => Element::new("ac:image"),
    };
    with_kept(element, node).holding(vec![source.into()])
}
