//! Every row of the README's tables is what this crate does.

use serde_json::Value;

use crate::{normal, storage, to_adf, to_markdown};

const README: &str = include_str!("../../README.md");

/// The rows of the tables with this heading, cells without the marks of code.
fn rows(heading: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut inside = false;
    for line in README.lines() {
        inside = line == heading || (inside && line.starts_with('|'));
        if inside && line != heading && !line.starts_with("|---") {
            let line = line.trim_start_matches("| ").trim_end_matches(" |");
            rows.push(line.split(" | ").map(cell).collect());
        }
    }
    rows
}

fn cell(text: &str) -> String {
    let text = text.trim();
    let plain = match text.strip_prefix("<code>").and_then(|text| text.strip_suffix("</code>")) {
        Some(inner) => inner.replace("&#124;", "|"),
        None => {
            let ticks = text.len() - text.trim_start_matches('`').len();
            let inner = text.get(ticks..text.len() - ticks).expect("code");
            // A space keeps backticks apart.
            if ticks > 1 { inner.trim_matches(' ').to_owned() } else { inner.to_owned() }
        }
    };
    plain.replace('⏎', "\n")
}

fn kinds(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            found.extend(map.get("type").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|value| kinds(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| kinds(value, found)),
        _ => {}
    }
}

#[test]
fn every_form_of_adf() {
    let rows = rows("| ADF | Markdown |");
    assert!(rows.len() > 60, "{}", rows.len());
    let mut named = Vec::new();
    for row in rows {
        let [kind, markdown] = row.as_slice() else { panic!("{row:?}") };
        let document = to_adf(markdown);
        let mut found = Vec::new();
        kinds(&document, &mut found);
        assert!(found.contains(kind), "no {kind} in {document:#}");
        assert_eq!(to_markdown(&document), format!("{markdown}\n"));
        if !markdown.contains("future") {
            super::assert_valid(&document, markdown);
        }
        named.push(kind.clone());
    }
    // No node or mark of the schema is without a form.
    let Some(schema) = super::schema() else { return };
    for (name, definition) in schema["definitions"].as_object().expect("definitions") {
        let Some(kind) = definition["properties"]["type"]["enum"][0].as_str() else { continue };
        let parts =
            ["doc", "text", "media", "border", "fragment", "layoutColumn", "tableRow", "taskItem", "decisionItem"];
        assert!(named.iter().any(|named| named == kind) || parts.contains(&kind), "{name}");
    }
}

#[test]
fn every_form_of_storage() {
    let rows = rows("| Storage format | Markdown |");
    assert!(rows.len() > 25, "{}", rows.len());
    for row in rows {
        let [page, markdown] = row.as_slice() else { panic!("{row:?}") };
        assert_eq!(storage::to_markdown(page), format!("{markdown}\n"));
        let again = storage::from_markdown(markdown);
        assert_eq!(storage::normal(&again), storage::normal(page), "{again}");
    }
}

#[test]
fn the_normal_form_changes_nothing_else() {
    let document = serde_json::json!({"type": "doc", "version": 1, "content": [
        {"type": "paragraph", "marks": [], "attrs": {}, "content": [
            {"type": "text", "text": "a"}, {"type": "text", "text": "b"},
        ]},
        {"type": "future", "attrs": {"content": [], "marks": []}},
        {"type": "paragraph", "content": []},
    ]});
    let expected = serde_json::json!({"type": "doc", "version": 1, "content": [
        {"type": "paragraph", "content": [{"type": "text", "text": "ab"}]},
        {"type": "future", "attrs": {"content": [], "marks": []}},
        {"type": "paragraph"},
    ]});
    assert_eq!(normal(&document), expected);
}
