//! Emoji, and the emoticons from before them.

use serde_json::{Map, Value};

use super::words_out::with_kept;
use super::xml::Element;
use super::{KEPT, attr};
use crate::node;

pub(super) fn read(element: &Element) -> Option<Value> {
    let mut attrs = Map::new();
    let mut other = Map::new();
    for (name, value) in &element.attrs {
        match name.as_str() {
            "ac:emoji-shortname" => drop(attrs.insert("shortName".to_owned(), value.as_str().into())),
            "ac:emoji-id" => drop(attrs.insert("id".to_owned(), value.as_str().into())),
            "ac:emoji-fallback" => drop(attrs.insert("text".to_owned(), value.as_str().into())),
            name => drop(other.insert(name.to_owned(), value.as_str().into())),
        }
    }
    let name = element.attr("ac:name");
    if !attrs.contains_key("shortName") {
        let classic = name.filter(|name| CLASSIC.contains(name) && element.attrs.len() == 1)?;
        return Some(node::with("emoji", &[("shortName", &format!(":{classic}:"))]));
    }
    if name == Some(GENERIC) {
        other.shift_remove("ac:name");
    } else if name.is_none()
        || CLASSIC.iter().any(|classic| {
            attrs.len() == 1 && attrs.get("shortName").is_some_and(|name| *name == format!(":{classic}:"))
        })
    {
        return None;
    }
    if !other.is_empty() {
        attrs.insert(KEPT.to_owned(), Value::Object(other));
    }
    // One that reads as a classic emoticon would come back as one.
    let short = attrs.get("shortName").and_then(Value::as_str).unwrap_or_default();
    (attrs.len() > 1 || !CLASSIC.contains(&short.trim_matches(':'))).then(|| node::leaf("emoji", attrs))
}

/// Emoticons from before emoji.
const CLASSIC: &[&str] = &[
    "smile",
    "sad",
    "cheeky",
    "laugh",
    "wink",
    "thumbs-up",
    "thumbs-down",
    "information",
    "tick",
    "cross",
    "warning",
    "plus",
    "minus",
    "question",
    "light-on",
    "light-off",
    "yellow-star",
    "red-star",
    "green-star",
    "blue-star",
    "heart",
    "broken-heart",
];

/// What Confluence calls an emoji that is none of the emoticons.
const GENERIC: &str = "blue-star";

pub(super) fn element(node: &Value, short: &str) -> Element {
    let name = short.trim_matches(':');
    let alone = node.get("attrs").and_then(Value::as_object).is_some_and(|attrs| attrs.len() == 1);
    if alone && CLASSIC.contains(&name) {
        return Element::new("ac:emoticon").with("ac:name", name);
    }
    let mut element = Element::new("ac:emoticon").with("ac:emoji-shortname", short);
    for (from, to) in [("id", "ac:emoji-id"), ("text", "ac:emoji-fallback")] {
        if let Some(value) = attr(node, from) {
            element = element.with(to, value);
        }
    }
    element = with_kept(element, node);
    if element.attr("ac:name").is_none() { element.with("ac:name", GENERIC) } else { element }
}
