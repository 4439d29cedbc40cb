//! Addresses of links and images, changed wherever they stand.

use serde_json::Value;

/// Changes the addresses for which `to` has another.
pub(super) fn change(nodes: &mut [Value], to: &dyn Fn(&str) -> Option<String>) {
    for node in nodes {
        let name = match node.get("type").and_then(Value::as_str) {
            Some("image" | "media") => "url",
            Some("link") => "href",
            _ => "",
        };
        if let Some(Value::String(address)) = node.get_mut("attrs").and_then(|attrs| attrs.get_mut(name))
            && let Some(other) = to(address)
        {
            *address = other;
        }
        for inside in ["marks", "content"] {
            if let Some(Value::Array(nodes)) = node.get_mut(inside) {
                change(nodes, to);
            }
        }
    }
}
