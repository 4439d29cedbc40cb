//! Nodes of a document: made, and looked at.

use serde_json::{Map, Value, json};

/// A node that is kept exactly as it was written, wherever it stands. Only inside this crate; see [`release`].
pub(crate) const RAW: &str = "raw";

/// A node of whose keys nothing is unknown.
pub(crate) struct View<'a> {
    pub(crate) kind: &'a str,
    pub(crate) attrs: Option<&'a Map<String, Value>>,
    pub(crate) marks: &'a [Value],
    pub(crate) content: &'a [Value],
    pub(crate) text: Option<&'a str>,
}

impl<'a> View<'a> {
    pub(crate) fn of(node: &'a Value) -> Option<View<'a>> {
        let map = node.as_object()?;
        let mut view = View { kind: "", attrs: None, marks: &[], content: &[], text: None };
        for (key, value) in map {
            match key.as_str() {
                "type" => view.kind = value.as_str()?,
                "attrs" => view.attrs = Some(value.as_object()?),
                "marks" => view.marks = value.as_array()?,
                "content" => view.content = value.as_array()?,
                "text" => view.text = Some(value.as_str()?),
                _ => return None,
            }
        }
        Some(view)
    }

    pub(crate) fn attr(&self, name: &str) -> Option<&'a Value> {
        self.attrs?.get(name)
    }

    pub(crate) fn str_attr(&self, name: &str) -> Option<&'a str> {
        self.attr(name)?.as_str()
    }
}

pub(crate) fn kind(node: &Value) -> &str {
    node.get("type").and_then(Value::as_str).unwrap_or_default()
}

pub(crate) fn content(node: &Value) -> &[Value] {
    node.get("content").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

pub(crate) fn marks(node: &Value) -> &[Value] {
    node.get("marks").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Takes the content out of a node.
pub(crate) fn take_content(node: &mut Value) -> Vec<Value> {
    match node.get_mut("content").map(Value::take) {
        Some(Value::Array(content)) => content,
        _ => Vec::new(),
    }
}

pub(crate) fn take_attrs(node: &mut Value) -> Map<String, Value> {
    match node.get_mut("attrs").map(Value::take) {
        Some(Value::Object(attrs)) => attrs,
        _ => Map::new(),
    }
}

/// A block; without attributes where there are none.
pub(crate) fn block(kind: &str, attrs: Map<String, Value>, content: Vec<Value>) -> Value {
    let mut node = leaf(kind, attrs);
    set(&mut node, "content", Value::Array(content));
    node
}

/// A node without content.
pub(crate) fn leaf(kind: &str, attrs: Map<String, Value>) -> Value {
    let mut node = json!({ "type": kind });
    if !attrs.is_empty() {
        set(&mut node, "attrs", Value::Object(attrs));
    }
    node
}

pub(crate) fn set(node: &mut Value, key: &str, value: Value) {
    if let Some(map) = node.as_object_mut() {
        map.insert(key.to_owned(), value);
    }
}

pub(crate) fn remove(node: &mut Value, key: &str) {
    if let Some(map) = node.as_object_mut() {
        map.shift_remove(key);
    }
}

pub(crate) fn paragraph(content: Vec<Value>) -> Value {
    block("paragraph", Map::new(), content)
}

pub(crate) fn text(text: &str, marks: &[Value]) -> Value {
    if marks.is_empty() {
        json!({"type": "text", "text": text})
    } else {
        json!({"type": "text", "text": text, "marks": marks})
    }
}

pub(crate) fn code_block(language: Option<&str>, code: &str) -> Value {
    let mut attrs = Map::new();
    if let Some(language) = language {
        attrs.insert("language".to_owned(), language.into());
    }
    block("codeBlock", attrs, if code.is_empty() { Vec::new() } else { vec![text(code, &[])] })
}

pub(crate) fn raw(node: Value) -> Value {
    json!({"type": RAW, "node": node})
}

/// Puts what was kept exactly in its place.
pub(crate) fn release(node: &mut Value) {
    if kind(node) == RAW {
        *node = node.get_mut("node").map(Value::take).unwrap_or_default();
    } else if let Some(Value::Array(content)) = node.get_mut("content") {
        content.iter_mut().for_each(release);
    }
}
