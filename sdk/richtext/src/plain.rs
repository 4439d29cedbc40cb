//! The words of a document.

use serde_json::Value;

use crate::date;
use crate::node::{content, kind};

/// A document's words without any marks, a line for each block; for search, previews and notifications.
pub fn plain_text(document: &Value) -> String {
    let mut text = String::new();
    collect(document, &mut text, 0);
    text.trim_end().to_owned()
}

/// Deeper than any document that was read from JSON.
const DEEPEST: usize = 200;

fn collect(node: &Value, text: &mut String, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    let attr = |name: &str| node.get("attrs").and_then(|attrs| attrs.get(name)).and_then(Value::as_str);
    match kind(node) {
        "text" => text.push_str(node.get("text").and_then(Value::as_str).unwrap_or_default()),
        "hardBreak" => text.push('\n'),
        "mention" | "status" | "placeholder" => text.push_str(attr("text").unwrap_or_default()),
        "emoji" => text.push_str(attr("text").or_else(|| attr("shortName")).unwrap_or_default()),
        "date" => {
            let timestamp = attr("timestamp").unwrap_or_default();
            text.push_str(&date::from_timestamp(timestamp).unwrap_or_else(|| timestamp.to_owned()));
        }
        "inlineCard" | "blockCard" | "embedCard" => text.push_str(attr("url").unwrap_or_default()),
        "media" | "mediaInline" => text.push_str(attr("alt").unwrap_or_default()),
        "expand" | "nestedExpand" => {
            text.push_str(attr("title").unwrap_or_default());
            line(text);
        }
        _ => {}
    }
    for child in content(node) {
        collect(child, text, depth + 1);
    }
    let inline = [
        "text",
        "hardBreak",
        "mention",
        "status",
        "placeholder",
        "emoji",
        "date",
        "inlineCard",
        "mediaInline",
        "inlineExtension",
    ];
    match kind(node) {
        "tableCell" | "tableHeader" => {
            while text.ends_with('\n') {
                text.pop();
            }
            text.push('\t');
        }
        kind if inline.contains(&kind) => {}
        _ => line(text),
    }
}

/// Ends the line, if there is one.
fn line(text: &mut String) {
    if text.ends_with('\t') {
        text.pop();
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}
