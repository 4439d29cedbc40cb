//! Words as nodes: formats are marks, and what stands between words is a node of its own.

use serde_json::{Map, Value};

use super::tidy::FORMATS;
use super::xml::{Element, Xml};
use super::{KEPT, attr, emoji, link, status};
use crate::date;
use crate::node;
use crate::schema;

/// The words of an element as nodes.
pub(super) fn read(nodes: &[Xml]) -> Vec<Value> {
    let mut out = Vec::new();
    collect(nodes, &[], &mut out);
    out
}

fn collect(nodes: &[Xml], marks: &[Value], out: &mut Vec<Value>) {
    for node in nodes {
        let element = match node {
            Xml::Text(text) => {
                out.push(node::text(text, marks));
                continue;
            }
            Xml::Element(element) => element,
        };
        let format = FORMATS.contains(&element.name.as_str()) && !element.children.is_empty();
        if format
            && element.name == "a"
            && let Some(card) = card(element)
        {
            out.push(with_marks(card, marks));
        } else if format {
            collect(&element.children, &[marks, &[mark(element)]].concat(), out);
        } else if let Some((link, words)) = link_of(element)
            && out.last().and_then(|last| node::marks(last).get(marks.len())) != Some(&link)
        {
            // Two of the same in a row would be read as one.
            collect(&words, &[marks, &[link]].concat(), out);
        } else {
            let made = between(element).unwrap_or_else(|| super::read::raw(node));
            out.push(with_marks(made, marks));
        }
    }
}

fn link_of(element: &Element) -> Option<(Value, Vec<Xml>)> {
    let (target, words) = link::read(element)?;
    Some((node::with("link", &[("href", &target)]), words))
}

fn with_marks(mut node: Value, marks: &[Value]) -> Value {
    if !marks.is_empty() {
        node::set(&mut node, "marks", Value::from(marks));
    }
    node
}

/// A format as a mark; one that has no mark of ADF's is kept with its attributes.
fn mark(element: &Element) -> Value {
    let plain = element.attrs.is_empty();
    let style = match element.attrs.as_slice() {
        [(name, value)] if name == "style" => value.strip_suffix(';').and_then(|style| style.split_once(": ")),
        _ => None,
    };
    let known = match (element.name.as_str(), style) {
        ("strong" | "em" | "code", _) if plain => node::with(&element.name, &[]),
        ("u", _) if plain => node::with("underline", &[]),
        ("del", _) if plain => node::with("strike", &[]),
        ("sub" | "sup", _) if plain => node::with("subsup", &[("type", &element.name)]),
        ("span", Some(("color", color))) if schema::is_color(color, &[6]) => {
            node::with("textColor", &[("color", color)])
        }
        ("span", Some(("background-color", color))) if schema::is_color(color, &[6]) => {
            node::with("backgroundColor", &[("color", color)])
        }
        ("ac:inline-comment-marker", _) if element.attrs.len() == 1 && element.attr("ac:ref").is_some() => node::with(
            "annotation",
            &[("id", element.attr("ac:ref").unwrap_or_default()), ("annotationType", "inlineComment")],
        ),
        ("a", _)
            if element.attr("href").is_some_and(link::is_plain_address)
                && element
                    .attrs
                    .iter()
                    .all(|(name, value)| name == "href" || (name == "title" && !value.is_empty())) =>
        {
            let attrs: Map<String, Value> =
                element.attrs.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
            node::leaf("link", attrs)
        }
        _ => Value::Null,
    };
    if !known.is_null() {
        return known;
    }
    let attrs: Map<String, Value> =
        element.attrs.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    {
        let mut mark = node::texts(&[("name", &element.name)]);
        mark.insert("attributes".to_owned(), Value::Object(attrs));
        node::leaf("storage", mark)
    }
}

/// A smart link between words.
fn card(element: &Element) -> Option<Value> {
    let href = element.attr("href")?;
    let inline = element.attrs.len() == 2 && element.attr("data-card-appearance") == Some("inline");
    let same = element.words().is_some_and(|words| words == href);
    (inline && same).then(|| node::with("inlineCard", &[("url", href)]))
}

/// A node that stands between words.
fn between(element: &Element) -> Option<Value> {
    let none = element.children.is_empty();
    let one = |name: &str| element.attr(name).filter(|_| none && element.attrs.len() == 1);
    match element.name.as_str() {
        "br" if none && element.attrs.is_empty() => Some(node::with("hardBreak", &[])),
        "time" => {
            let timestamp = date::to_timestamp(one("datetime")?)?;
            (date::from_timestamp(&timestamp).as_deref() == one("datetime"))
                .then(|| node::with("date", &[("timestamp", &timestamp)]))
        }
        "ac:placeholder" if element.attrs.is_empty() => Some(node::with("placeholder", &[("text", &element.words()?)])),
        "ac:link" if element.attrs.is_empty() => {
            let [Xml::Element(user)] = element.children.as_slice() else { return None };
            let id = user
                .attr("ri:account-id")
                .filter(|_| user.name == "ri:user" && user.attrs.len() == 1 && user.children.is_empty())?;
            Some(node::with("mention", &[("id", id)]))
        }
        "ac:emoticon" if none => emoji::read(element),
        // One that has more than Markdown's own form can say is kept as it is.
        "ac:image" => image(element).filter(is_plain_image),
        "ac:structured-macro" if element.attr("ac:name") == Some("status") => status::read(element),
        _ => None,
    }
}

/// Whether Markdown's own form says all of an image.
fn is_plain_image(image: &Value) -> bool {
    let more =
        ["width", "height", KEPT].iter().any(|name| image.get("attrs").is_some_and(|attrs| attrs.get(name).is_some()));
    !more && attr(image, "url").is_some_and(|url| crate::write::image(url, attr(image, "alt")).is_some())
}

/// Attributes that have no place elsewhere; the version of a macro that everybody writes is none.
pub(super) fn keep(element: &Element, said: &[&str], other: &mut Map<String, Value>) {
    for (name, value) in &element.attrs {
        let usual = name == "ac:schema-version" && value == "1";
        if !said.contains(&name.as_str()) && !usual {
            other.insert(name.clone(), value.as_str().into());
        }
    }
}

/// An image; its attributes are those of the element, without the prefix where ADF has them, too.
pub(super) fn image(element: &Element) -> Option<Value> {
    let [Xml::Element(source)] = element.children.as_slice() else { return None };
    let url = match source.name.as_str() {
        _ if source.attrs.len() != 1 || !source.children.is_empty() => return None,
        "ri:attachment" => format!("attachment:{}", source.attr("ri:filename")?),
        "ri:url" => source.attr("ri:value").filter(|url| link::is_plain_address(url))?.to_owned(),
        _ => return None,
    };
    let mut attrs = Map::new();
    attrs.insert("type".to_owned(), "external".into());
    attrs.insert("url".to_owned(), url.into());
    let mut other = Map::new();
    if let Some(alt) = element.attr("ac:alt") {
        attrs.insert("alt".to_owned(), alt.into());
    }
    let mut said = vec!["ac:alt"];
    for (theirs, ours) in [("ac:width", "width"), ("ac:height", "height")] {
        let number = element.attr(theirs).and_then(|text| Some((text, text.parse::<u32>().ok()?)));
        if let Some((_, number)) = number.filter(|(text, number)| number.to_string() == *text) {
            attrs.insert(ours.to_owned(), number.into());
            said.push(theirs);
        }
    }
    keep(element, &said, &mut other);
    if !other.is_empty() {
        attrs.insert(KEPT.to_owned(), Value::Object(other));
    }
    Some(node::leaf("image", attrs))
}
