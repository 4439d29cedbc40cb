//! The one form of documents that say the same.

use serde_json::Value;

use crate::node::{kind, marks};

/// The document in the form in which it comes back from Markdown. ADF has two ways to say the same in these places, and
/// only in these: no marks, attributes or content may be written as empty ones (left out here), and a text may be cut
/// into several with the same marks (joined here).
pub fn normal(document: &Value) -> Value {
    let mut document = document.clone();
    normalise(&mut document);
    document
}

fn normalise(node: &mut Value) {
    let Some(map) = node.as_object_mut() else { return };
    if !map.get("type").is_some_and(Value::is_string) {
        return;
    }
    if let Some(Value::Array(content)) = map.get_mut("content") {
        content.iter_mut().for_each(normalise);
        join(content);
    }
    for key in ["marks", "content"] {
        if map.get(key).and_then(Value::as_array).is_some_and(Vec::is_empty) {
            map.shift_remove(key);
        }
    }
    if map.get("attrs").and_then(Value::as_object).is_some_and(serde_json::Map::is_empty) {
        map.shift_remove("attrs");
    }
}

fn join(content: &mut Vec<Value>) {
    let mut joined: Vec<Value> = Vec::with_capacity(content.len());
    for node in content.drain(..) {
        if let (Some(last), Some(text)) = (joined.last_mut(), plain_text(&node))
            && plain_text(last).is_some()
            && marks(last) == marks(&node)
            && let Some(Value::String(before)) = last.get_mut("text")
        {
            before.push_str(text);
            continue;
        }
        joined.push(node);
    }
    *content = joined;
}

/// The text of a node that is nothing but text and marks.
fn plain_text(node: &Value) -> Option<&str> {
    let known = node.as_object()?.keys().all(|key| ["type", "text", "marks"].contains(&key.as_str()));
    let text = node.get("text")?.as_str()?;
    (known && kind(node) == "text" && !text.is_empty()).then_some(text)
}
