//! What stands between words, as tags.

use serde_json::Value;

use super::escape::{self, Around};
use super::inline::Part;
use super::span;
use crate::Target;
use crate::attrs;
use crate::date;
use crate::node::View;
use crate::read::scan::{Found, next};
use crate::schema;

/// Any node as its JSON.
pub(super) fn raw(node: &Value) -> String {
    let pairs = [("json".to_owned(), node.to_string())];
    format!("<adf {}></adf>", attrs::text(&pairs))
}

/// A node that stands between words.
pub(super) fn markdown<'a>(view: &View<'_>, target: Target) -> Option<Part<'a>> {
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
        "storage" if target == Target::Storage => ("storage", ""),
        "image" if target == Target::Storage => return image(view),
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

/// An image of storage format; one that has more than an address and a text is kept as the element that it is.
fn image<'a>(view: &View<'_>) -> Option<Part<'a>> {
    let known = view.attrs?.keys().all(|name| ["type", "url", "alt"].contains(&name.as_str()));
    let image = span::image(view.str_attr("url")?, view.str_attr("alt"))?;
    (known && view.marks.is_empty()).then_some(Part::Done(image))
}

fn is_emoji(words: &str) -> bool {
    next(words, 0, &[]).is_some_and(|(at, found)| at == 0 && found == Found::Emoji(words))
}
