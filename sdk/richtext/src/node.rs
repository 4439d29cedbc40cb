//! Nodes of a document: made, and looked at.

use serde_json::{Map, Value};

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

#[inline(never)]
pub(crate) fn kind(node: &Value) -> &str {
    node.get("type").and_then(Value::as_str).unwrap_or_default()
}

pub(crate) fn content(node: &Value) -> &[Value] {
    node.get("content").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[inline(never)]
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
#[inline(never)]
pub(crate) fn block(kind: &str, attrs: Map<String, Value>, content: Vec<Value>) -> Value {
    let mut node = leaf(kind, attrs);
    set(&mut node, "content", Value::Array(content));
    node
}

/// A node without content.
#[inline(never)]
pub(crate) fn leaf(kind: &str, attrs: Map<String, Value>) -> Value {
    let mut node = Value::Object(Map::new());
    set(&mut node, "type", kind.into());
    if !attrs.is_empty() {
        set(&mut node, "attrs", Value::Object(attrs));
    }
    node
}

/// A node or mark without content, with attributes that are texts.
#[inline(never)]
pub(crate) fn with(kind: &str, attrs: &[(&str, &str)]) -> Value {
    leaf(kind, texts(attrs))
}

/// Attributes that are texts.
#[inline(never)]
pub(crate) fn texts(attrs: &[(&str, &str)]) -> Map<String, Value> {
    attrs.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect()
}

#[inline(never)]
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

#[inline(never)]
pub(crate) fn text(text: &str, marks: &[Value]) -> Value {
    let mut node = with("text", &[]);
    set(&mut node, "text", text.into());
    if !marks.is_empty() {
        set(&mut node, "marks", Value::from(marks));
    }
    node
}

pub(crate) fn code_block(language: Option<&str>, code: &str) -> Value {
    let mut attrs = Map::new();
    if let Some(language) = language {
        attrs.insert("language".to_owned(), language.into());
    }
    block("codeBlock", attrs, if code.is_empty() { Vec::new() } else { vec![text(code, &[])] })
}

pub(crate) fn raw(node: Value) -> Value {
    let mut kept = with(RAW, &[]);
    set(&mut kept, "node", node);
    kept
}

/// Puts what was kept exactly in its place.
pub(crate) fn release(node: &mut Value) {
    if kind(node) == RAW {
        *node = node.get_mut("node").map(Value::take).unwrap_or_default();
    } else if let Some(Value::Array(content)) = node.get_mut("content") {
        content.iter_mut().for_each(release);
    }
}
