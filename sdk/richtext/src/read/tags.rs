//! The inline tags: marks that Markdown has no characters for, and nodes that stand between words.

use serde_json::{Map, Value};

use crate::attrs::{Pairs, Tag};
use crate::date;
use crate::node::{self, kind};
use crate::schema;

/// Whether the name has a closing tag.
pub(super) fn is_pair(name: &str) -> bool {
    marks_of_name(name).is_some() || is_element(name)
}

/// The nodes that stand between words.
pub(super) fn is_element(name: &str) -> bool {
    ["mention", "emoji", "date", "status", "card", "media", "placeholder", "extension", "adf", "storage"]
        .contains(&name)
}

/// The kind of mark that a name stands for; empty where the attributes say it.
pub(super) fn marks_of_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "strong" | "b" => "strong",
        "em" | "i" => "em",
        "s" | "del" | "strike" => "strike",
        "u" | "ins" => "underline",
        "code" | "kbd" => "code",
        "sub" | "sup" => "subsup",
        "a" => "link",
        "span" => "",
        _ => return None,
    })
}

/// Whether an opening tag says something.
pub(super) fn opens(tag: &Tag) -> bool {
    is_element(&tag.name) || mark(tag).is_some()
}

/// The mark of a tag, if it is one that has any.
pub(super) fn mark(tag: &Tag) -> Option<Value> {
    let mark = match marks_of_name(&tag.name)? {
        "" => return span(&tag.pairs),
        "link" => return anchor(&tag.pairs),
        "subsup" => node::with("subsup", &[("type", &tag.name)]),
        kind => node::with(kind, &[]),
    };
    tag.pairs.is_empty().then_some(mark)
}

fn span(pairs: &Pairs) -> Option<Value> {
    let [(name, value)] = pairs.as_slice() else { return None };
    Some(match name.as_str() {
        "color" if schema::is_color(value, &[6]) => node::with("textColor", &[("color", value)]),
        "background" if schema::is_color(value, &[6]) => node::with("backgroundColor", &[("color", value)]),
        "annotation" => node::with("annotation", &[("id", value), ("annotationType", "inlineComment")]),
        "adf-mark" => serde_json::from_str(value).ok().filter(|mark| !kind(mark).is_empty())?,
        _ => return None,
    })
}

/// What a link's mark may have; all of them texts.
const ANCHOR: &[&str] = &["href", "title", "id", "collection", "occurrenceKey"];

fn anchor(pairs: &Pairs) -> Option<Value> {
    let mut attrs = Map::new();
    for (name, value) in pairs {
        attrs.insert(ANCHOR.contains(&name.as_str()).then(|| name.clone())?, value.clone().into());
    }
    attrs.contains_key("href").then(|| node::leaf("link", attrs))
}

/// A mark as a tag's name and attributes, when there is one that means just this.
pub(crate) fn of_mark(mark: &Value) -> (&'static str, Pairs) {
    let pair = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    let attr =
        |name: &str| mark.get("attrs").and_then(|attrs| attrs.get(name)).and_then(Value::as_str).unwrap_or_default();
    let (name, pairs) = match kind(mark) {
        "strong" => ("strong", Pairs::new()),
        "em" => ("em", Pairs::new()),
        "strike" => ("s", Pairs::new()),
        "underline" => ("u", Pairs::new()),
        "code" => ("code", Pairs::new()),
        "subsup" if attr("type") == "sub" => ("sub", Pairs::new()),
        "subsup" => ("sup", Pairs::new()),
        "textColor" => ("span", pair("color", attr("color"))),
        "backgroundColor" => ("span", pair("background", attr("color"))),
        "annotation" => ("span", pair("annotation", attr("id"))),
        "link" => {
            let given = mark.get("attrs").and_then(Value::as_object).into_iter().flatten();
            let text = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
            ("a", given.filter_map(text).collect())
        }
        _ => ("", Pairs::new()),
    };
    let tag = Tag { name: name.to_owned(), pairs, closing: false, empty: false };
    match self::mark(&tag) {
        Some(same) if same == *mark => (name, tag.pairs),
        _ => ("span", pair("adf-mark", &mark.to_string())),
    }
}

/// Whether one of two marks is enough. Comments are told apart by their ids, what is unknown by all that it says.
pub(crate) fn is_same(one: &Value, other: &Value) -> bool {
    kind(one) == kind(other) && (one == other || tag_kinds().contains(&kind(one)))
}

fn tag_kinds() -> &'static [&'static str] {
    &["strong", "em", "strike", "underline", "code", "subsup", "textColor", "backgroundColor", "link"]
}

pub(crate) fn stands_with_code(mark: &Value) -> bool {
    ["code", "link", "annotation"].contains(&kind(mark)) || !(tag_kinds().contains(&kind(mark)))
}

/// The node of a tag and the text in it, if all that it needs is there.
pub(super) fn node(tag: &Tag, text: &str) -> Option<Value> {
    let (kind, said) = match tag.name.as_str() {
        "adf" => {
            let [(name, json)] = tag.pairs.as_slice() else { return None };
            let node: Value = serde_json::from_str(json).ok().filter(|_| name == "json" && text.is_empty())?;
            return Some(node::raw(node));
        }
        "mention" => ("mention", "text"),
        "emoji" => ("emoji", "shortName"),
        "date" => ("date", "timestamp"),
        "status" => ("status", "text"),
        "placeholder" => ("placeholder", "text"),
        "card" => ("inlineCard", ""),
        "media" => ("mediaInline", ""),
        "extension" => ("inlineExtension", ""),
        "br" => ("hardBreak", ""),
        "storage" => ("storage", ""),
        _ => return None,
    };
    let (marks, pairs): (Vec<_>, Vec<_>) = tag.pairs.iter().cloned().partition(|(name, _)| name == "adf-marks");
    let (mut attrs, mut marks) = (schema::from_pairs(kind, &pairs)?.0, schema::from_pairs(kind, &marks)?.1);
    if said.is_empty() && !text.trim().is_empty() {
        return None;
    }
    if !said.is_empty() && !attrs.contains_key(said) {
        let value = if kind == "date" { date::to_timestamp(text)? } else { text.to_owned() };
        if !value.is_empty() || kind == "placeholder" {
            attrs.insert(said.to_owned(), value.into());
        }
    }
    if kind == "status" && !attrs.contains_key("color") {
        attrs.insert("color".to_owned(), "neutral".into());
    }
    if !schema::complete(kind, &attrs) {
        return None;
    }
    let mut node = node::leaf(kind, attrs);
    if !marks.is_empty() {
        node::set(&mut node, "marks", Value::Array(std::mem::take(&mut marks)));
    }
    Some(node)
}
