//! Markdown to ADF and back.

pub mod storage;

use serde_json::{Value, json};

/// Markdown as an ADF document.
pub fn to_adf(markdown: &str) -> Value {
    let paragraphs: Vec<_> = markdown
        .split("\n\n")
        .filter(|text| !text.trim().is_empty())
        .map(|text| json!({"type": "paragraph", "content": [{"type": "text", "text": text}]}))
        .collect();
    json!({"type": "doc", "version": 1, "content": paragraphs})
}

/// An ADF document as Markdown.
pub fn to_markdown(document: &Value) -> String {
    let mut text = String::new();
    collect(document, &mut text);
    text
}

fn collect(node: &Value, text: &mut String) {
    if let Some(words) = node.get("text").and_then(Value::as_str) {
        text.push_str(words);
    }
    for child in node.get("content").and_then(Value::as_array).into_iter().flatten() {
        collect(child, text);
    }
    if node.get("type").is_some_and(|kind| kind == "paragraph") {
        text.push_str("\n\n");
    }
}
