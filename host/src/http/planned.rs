//! What a dry run shows of a write instead of sending it. No credential is part of it.

use serde_json::{Map, Value};

use super::prepared::{Body, Prepared};

/// A write that was not sent.
#[derive(Debug, Clone)]
pub struct Planned {
    method: &'static str,
    url: String,
    body: Body,
}

impl Planned {
    pub(super) fn of(prepared: &Prepared) -> Self {
        Self { method: prepared.method.as_str(), url: prepared.url.to_string(), body: prepared.body.clone() }
    }

    /// As a record: method, URL, and the body as JSON, as text, or as its length in bytes.
    pub fn record(&self) -> Value {
        let mut record = Map::new();
        let mut set = |key: &str, value: Value| drop(record.insert(key.to_owned(), value));
        set("method", self.method.into());
        set("url", self.url.as_str().into());
        match &self.body {
            Body::None => {}
            Body::Json(text) => {
                set("body", serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into()));
            }
            Body::Multipart(parts) => {
                let names = parts.iter().map(|part| part.name.as_str().into()).collect();
                set("content_type", "multipart/form-data".into());
                set("parts", Value::Array(names));
            }
            Body::Bytes(content_type, bytes) => {
                set("content_type", content_type.as_str().into());
                match std::str::from_utf8(bytes) {
                    Ok(text) => set("body", text.into()),
                    Err(_) => set("body_bytes", bytes.len().into()),
                }
            }
        }
        Value::Object(record)
    }

    /// For people.
    pub fn text(&self) -> String {
        let mut text = format!("{} {}\n", self.method, self.url);
        match &self.body {
            Body::None => {}
            Body::Json(json) => {
                let pretty = serde_json::from_str::<Value>(json).and_then(|value| serde_json::to_string_pretty(&value));
                text.push_str(&pretty.unwrap_or_else(|_| json.clone()));
                text.push('\n');
            }
            Body::Multipart(parts) => {
                let names: Vec<_> = parts.iter().map(|part| part.name.as_str()).collect();
                text.push_str(&format!("content-type: multipart/form-data\n[parts: {}]\n", names.join(", ")));
            }
            Body::Bytes(content_type, bytes) => match std::str::from_utf8(bytes) {
                Ok(body) => text.push_str(&format!("content-type: {content_type}\n{body}\n")),
                Err(_) => text.push_str(&format!("content-type: {content_type}\n[{} bytes]\n", bytes.len())),
            },
        }
        text
    }
}
