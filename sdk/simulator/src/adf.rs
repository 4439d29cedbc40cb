//! Atlassian Document Format, as far as the simulator writes it.

use serde_json::{Value, json};

/// One paragraph for each block of text between empty lines.
pub(crate) fn from_text(text: &str) -> Value {
    let paragraph = |block: &str| json!({"type": "paragraph", "content": [{"type": "text", "text": block}]});
    let content: Vec<Value> =
        text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()).map(paragraph).collect();
    json!({"type": "doc", "version": 1, "content": content})
}

/// Whether a value is a document, as far as Jira says in one sentence.
pub(crate) fn is_document(value: &Value) -> bool {
    value.get("type").and_then(Value::as_str) == Some("doc") && value.get("content").is_some_and(Value::is_array)
}

/// All text of a document, for searching.
pub(crate) fn to_text(value: &Value) -> String {
    let mut text = String::new();
    collect(value, &mut text);
    text
}

fn collect(value: &Value, into: &mut String) {
    if let Some(text) = value.get("text").and_then(Value::as_str) {
        into.push_str(text);
        into.push(' ');
    }
    for child in value.get("content").and_then(Value::as_array).into_iter().flatten() {
        collect(child, into);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn text_goes_in_as_paragraphs_and_comes_out_again() {
        let document = super::from_text("one\n\ntwo\n");
        assert!(super::is_document(&document));
        assert_eq!(document["content"].as_array().unwrap().len(), 2);
        assert_eq!(super::to_text(&document), "one two ");
    }
}
