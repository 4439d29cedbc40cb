//! The documents that Atlassian gives as examples.

use serde_json::Value;

use super::{assert_valid, json};
use crate::{normal, to_adf, to_markdown};

const FILES: &[&str] =
    &["jira-platform.v3.json", "jira-software.json", "jsm.json", "confluence.v1.json", "confluence.v2.json"];

/// Documents anywhere in a value, also in examples that are JSON as text.
fn collect(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Object(map) => {
            if map.get("type").is_some_and(|kind| kind == "doc") && map.contains_key("content") {
                found.push(value.clone());
            }
            map.values().for_each(|value| collect(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        Value::String(text) if text.contains("\"doc\"") => {
            if let Ok(value) = serde_json::from_str(text) {
                collect(&value, found);
            }
        }
        _ => {}
    }
}

#[test]
fn atlassians_examples_come_back_as_they_were() {
    let mut found = Vec::new();
    for file in FILES {
        let Some(document) = json(file) else { return };
        collect(&document, &mut found);
    }
    assert!(found.len() > 40, "{} documents", found.len());
    for document in found {
        let markdown = to_markdown(&document);
        assert!(!markdown.contains("adf"), "{markdown}");
        let again = to_adf(&markdown);
        assert_eq!(again, normal(&document), "{markdown}");
        assert_valid(&again, &markdown);
    }
}
