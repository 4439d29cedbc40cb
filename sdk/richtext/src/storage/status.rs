//! Status lozenges: a macro there, a node of its own here.

use serde_json::{Map, Value};

use super::words_in::keep;
use super::words_out::{kept_parameters, macro_element, parameter};
use super::xml::Element;
use super::{KEPT, attr, kept};
use crate::node;

pub(super) fn read(element: &Element) -> Option<Value> {
    let mut attrs = Map::new();
    let mut other = Map::new();
    for child in element.elements() {
        let (name, value) =
            (child.attr("ac:name").filter(|_| child.name == "ac:parameter" && child.attrs.len() == 1)?, child.words()?);
        match name {
            "title" if !value.is_empty() => drop(attrs.insert("text".to_owned(), value.into())),
            "colour" => {
                let (_, color) = COLOURS.iter().find(|(colour, _)| **colour == value)?;
                attrs.insert("color".to_owned(), (*color).into());
            }
            name => drop(other.insert(format!("parameter:{name}"), value.into())),
        }
    }
    if attrs.get("color").is_none() {
        attrs.insert("color".to_owned(), "neutral".into());
        other.insert("colour".to_owned(), "".into());
    }
    attrs.contains_key("text").then_some(())?;
    keep(element, &["ac:name"], &mut other);
    if !other.is_empty() {
        attrs.insert(KEPT.to_owned(), Value::Object(other));
    }
    Some(node::leaf("status", attrs))
}

const COLOURS: &[(&str, &str)] = &[
    ("Grey", "neutral"),
    ("Red", "red"),
    ("Yellow", "yellow"),
    ("Green", "green"),
    ("Blue", "blue"),
    ("Purple", "purple"),
];

pub(super) fn element(node: &Value) -> Element {
    let mut parameters = vec![parameter("title", attr(node, "text").unwrap_or_default())];
    let colour =
        COLOURS.iter().find(|(_, color)| attr(node, "color") == Some(color)).map_or("Grey", |(colour, _)| colour);
    if !kept(node).any(|(name, _)| name == "colour") {
        parameters.push(parameter("colour", colour));
    }
    parameters.extend(kept_parameters(node));
    let mut element = macro_element("status", node).holding(parameters);
    element.attrs.retain(|(name, _)| name != "colour");
    element
}
