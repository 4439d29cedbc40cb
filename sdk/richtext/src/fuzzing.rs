//! What the fuzz target `richtext` calls: what must hold for any input, be it taken for Markdown, for a document or for
//! a page.

use serde_json::Value;

use crate::{normal, storage, to_adf, to_markdown};

/// Nothing panics, nothing is lost, and the second time around nothing changes.
pub fn richtext(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    markdown(&text);
    if let Ok(document) = serde_json::from_str::<Value>(&text) {
        // A number that changes by itself when it is written and read is not ours.
        if serde_json::from_str::<Value>(&document.to_string()).is_ok_and(|again| again == document) {
            self::document(&document);
        }
    }
    if let Some(page) = storage::normal(&text) {
        let markdown = storage::to_markdown(&text);
        let again = storage::from_markdown(&markdown);
        assert_eq!(storage::normal(&again).as_ref(), Some(&page), "{markdown}");
        assert_eq!(storage::to_markdown(&again), markdown);
    }
}

fn markdown(text: &str) {
    document(&to_adf(text));
    let page = storage::from_markdown(text);
    let normal = storage::normal(&page);
    assert!(normal.is_some(), "{page}");
    let markdown = storage::to_markdown(&page);
    assert_eq!(storage::normal(&storage::from_markdown(&markdown)), normal, "{markdown}");
}

fn document(document: &Value) {
    // What stands where no text is comes back as no text.
    if document.is_null() {
        return;
    }
    let markdown = to_markdown(document);
    let again = to_adf(&markdown);
    let whole = document.get("type").is_some_and(|kind| kind == "doc");
    match again.get("content").and_then(Value::as_array).map(Vec::as_slice) {
        // What is no document at all comes back as the one thing in a document.
        Some([only]) if !whole => assert_eq!(normal(only), normal(document), "{markdown}"),
        _ => assert_eq!(normal(&again), normal(document), "{markdown}"),
    }
    assert_eq!(to_markdown(&again), markdown);
}
