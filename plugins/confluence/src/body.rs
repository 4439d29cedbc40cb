//! Bodies of pages, blog posts and comments: written and read as Markdown, in Confluence's storage format, or as a
//! document of Atlassian's format (ADF).

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::richtext;
use atlassian_plugin_sdk::serde_json::{self, Value, json};

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub(crate) enum BodyFormat {
    /// Markdown; what it has no word for is kept in a form of its own.
    Markdown,
    /// Confluence's storage format, XHTML.
    Storage,
    /// Atlassian's document format, JSON.
    Adf,
}

impl BodyFormat {
    /// What Confluence calls it in requests and answers.
    pub(crate) fn representation(self) -> &'static str {
        match self {
            Self::Markdown | Self::Storage => "storage",
            Self::Adf => "atlas_doc_format",
        }
    }

    /// A body for a request.
    ///
    /// # Errors
    ///
    /// When the text cannot be what it is said to be.
    pub(crate) fn body(self, text: &str) -> Result<Value> {
        let value = match self {
            Self::Markdown => richtext::storage::from_markdown(text),
            Self::Storage => text.to_owned(),
            Self::Adf => {
                let document: Value = serde_json::from_str(text)
                    .map_err(|error| Error::invalid(format!("the body is no JSON, as `adf` has to be: {error}")))?;
                if document.get("type").and_then(Value::as_str) != Some("doc") {
                    return Err(Error::invalid("the body is no document: `type` has to be `doc`"));
                }
                document.to_string()
            }
        };
        Ok(json!({"representation": self.representation(), "value": value}))
    }

    /// The body of an answer that was asked for in [`representation`](Self::representation).
    pub(crate) fn text(self, record: &Value) -> String {
        let value = raw(record, self.representation());
        match self {
            Self::Markdown => richtext::storage::to_markdown(value),
            Self::Storage => value.to_owned(),
            Self::Adf => serde_json::from_str(value)
                .and_then(|document: Value| serde_json::to_string_pretty(&document))
                .unwrap_or_else(|_| value.to_owned()),
        }
    }

    /// The body for reading below a record's fields: Markdown, whatever the site was asked for.
    pub(crate) fn readable(self, record: &Value) -> String {
        match self {
            Self::Adf => {
                let document = serde_json::from_str(raw(record, self.representation()));
                document.map(|document: Value| richtext::to_markdown(&document)).unwrap_or_default()
            }
            Self::Markdown => self.text(record),
            Self::Storage => format!("```xml\n{}\n```", self.text(record)),
        }
    }
}

/// A body as the site sent it in storage format.
pub(crate) fn storage(record: &Value) -> &str {
    raw(record, "storage")
}

/// A body as the site sent it.
fn raw<'a>(record: &'a Value, representation: &str) -> &'a str {
    record.pointer(&format!("/body/{representation}/value")).and_then(Value::as_str).unwrap_or_default()
}

/// A body as it was read, to be sent back unchanged.
pub(crate) fn unchanged(record: &Value) -> Value {
    json!({"representation": "storage", "value": storage(record)})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_goes_out_in_its_representation() {
        let storage = BodyFormat::Storage.body("<p>x</p>");
        assert_eq!(storage, Ok(json!({"representation": "storage", "value": "<p>x</p>"})));
        let adf = BodyFormat::Adf.body("{\"type\": \"doc\", \"version\": 1, \"content\": []}");
        let value = r#"{"type":"doc","version":1,"content":[]}"#;
        assert_eq!(adf, Ok(json!({"representation": "atlas_doc_format", "value": value})));
        for wrong in ["# x", "[]", "{\"type\": \"paragraph\"}"] {
            assert_eq!(BodyFormat::Adf.body(wrong).err().map(|error| error.kind()), Some(Kind::Invalid), "{wrong}");
        }
    }
}
