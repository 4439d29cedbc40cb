//! Bodies: taken in storage format, Atlassian's document format or plain wiki markup, and shown in what was asked for.

use serde_json::{Map, Value, json};

use super::invalid;
use super::store::Body;
use crate::reply::Refusal;
use crate::{adf, storage};

/// Reads `{"representation", "value"}`, or the same below the representation's name.
pub(super) fn taken(body: &Value) -> Result<Body, Refusal> {
    let nested = ["storage", "atlas_doc_format"].into_iter().find_map(|name| body.get(name));
    let body = nested.unwrap_or(body);
    let field = |name: &str| body.get(name).and_then(Value::as_str);
    match (field("representation"), field("value")) {
        (Some("storage"), Some(value)) => {
            storage::check(value).map_err(|why| invalid(&why))?;
            Ok(Body::Storage(value.to_owned()))
        }
        (Some("atlas_doc_format"), Some(value)) => {
            let document = serde_json::from_str(value).ok().filter(adf::is_document);
            document.map(Body::Adf).ok_or_else(|| invalid("The body is no document of Atlassian's document format"))
        }
        _ => Err(invalid("Only bodies in the representations `storage` and `atlas_doc_format` are simulated")),
    }
}

/// The body in the one representation that was asked for; none without.
pub(super) fn shown(body: &Body, format: Option<&str>) -> Value {
    let mut shown = Map::new();
    if let Some(format) = format {
        let value = match format {
            "atlas_doc_format" => body.adf().to_string(),
            _ => body.storage(),
        };
        shown.insert(format.to_owned(), json!({"representation": format, "value": value}));
    }
    Value::Object(shown)
}

/// A document as storage format, as far as the simulator goes: blocks as paragraphs, headings as headings.
pub(super) fn storage_of(document: &Value) -> String {
    let blocks = document.get("content").and_then(Value::as_array).into_iter().flatten();
    let block = |node: &Value| {
        let words = adf::to_text(node);
        let level = node.pointer("/attrs/level").and_then(Value::as_u64);
        match (node.get("type").and_then(Value::as_str), level) {
            (Some("heading"), Some(level)) => storage::from_text(words.trim_end())
                .replacen("<p>", &format!("<h{level}>"), 1)
                .replace("</p>", &format!("</h{level}>")),
            _ => storage::from_text(words.trim_end()),
        }
    };
    blocks.map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_comes_out_as_storage() {
        let heading = json!({"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "A & b"}]});
        let document = json!({"type": "doc", "version": 1, "content": [heading]});
        assert_eq!(storage_of(&document), "<h2>A &amp; b</h2>");
    }

    #[test]
    fn other_representations_are_refused() {
        assert!(taken(&json!({"representation": "wiki", "value": "h1. x"})).is_err());
        assert!(taken(&json!({"representation": "atlas_doc_format", "value": "{}"})).is_err());
        assert!(taken(&json!({"storage": {"representation": "storage", "value": "<p>x</p>"}})).is_ok());
    }
}
