//! Markdown to Atlassian's document format (ADF) and back, without loss. Pure: text in, text out.
//!
//! README.md beside this crate has every form. What holds for all input, and is tested so:
//!
//! - ADF to Markdown to ADF gives the same document, in its [`normal`] form. Nodes, attributes and marks that are not
//!   known here come through, too.
//! - Markdown to ADF gives a document that ADF's schema accepts, whatever the Markdown; only what stands in forms that
//!   have `adf` in their name is taken at its word.
//! - Markdown that came from a document stays as it is on the next way round.

mod attrs;
mod date;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod node;
mod normal;
mod place;
mod plain;
mod read;
mod schema;
pub mod storage;
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
#[cfg(test)]
mod tests;
mod write;

use serde_json::Value;

pub use normal::normal;
pub use plain::plain_text;

/// What Markdown is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// The schema says what may stand where.
    Adf,
    /// Anything may stand anywhere.
    Storage,
}

/// Markdown as an ADF document.
pub fn to_adf(markdown: &str) -> Value {
    let mut content = read::blocks(markdown, Target::Adf);
    // A document that has something unknown at its very root.
    if let [only] = content.as_mut_slice()
        && node::kind(only) == "doc"
    {
        return only.take();
    }
    let mut document = node::with("doc", &[]);
    node::set(&mut document, "version", 1.into());
    node::set(&mut document, "content", Value::from(content));
    document
}

/// An ADF document as Markdown. `null`, as sites send where there is no text, is the empty text.
pub fn to_markdown(document: &Value) -> String {
    if document.is_null() {
        return String::new();
    }
    let document = normal(document);
    let Some(content) = root(&document) else { return finished(write::raw_document(&document)) };
    let text = finished(write::blocks(content));
    if is_same(&text, &document) {
        return text;
    }
    // Something in it reads back as something else: find it, and keep just that in a form that cannot.
    let text = finished(guarded(content));
    if is_same(&text, &document) { text } else { finished(write::raw_document(&document)) }
}

/// The blocks of a document that is nothing but blocks.
fn root(document: &Value) -> Option<&[Value]> {
    let map = document.as_object()?;
    let known = map.keys().all(|key| ["type", "version", "content"].contains(&key.as_str()));
    let plain = known && node::kind(document) == "doc" && document.get("version").is_some_and(|version| *version == 1);
    let content = match document.get("content") {
        None => &[],
        Some(content) => content.as_array()?.as_slice(),
    };
    plain.then_some(content)
}

fn is_same(markdown: &str, document: &Value) -> bool {
    normal(&to_adf(markdown)) == *document
}

fn guarded(content: &[Value]) -> String {
    let alone = |block: &Value, text: &str| {
        let blocks = read::blocks(text, Target::Adf);
        matches!(blocks.as_slice(), [read] if normal(read) == *block)
    };
    let (mut plain, mut safe) = (write::Writer::new(Target::Adf, false), write::Writer::new(Target::Adf, true));
    let mut parts = Vec::new();
    for block in content {
        let first = write::blocks(std::slice::from_ref(block));
        let before = plain.counted();
        let (text, other) = (plain.block("doc", block), safe.block("doc", block));
        parts.push(if alone(block, &first) {
            text
        } else if alone(block, &other) {
            other
        } else {
            // The reader does not look into it, and does not count in it.
            plain.count_from(before);
            safe.count_from(before);
            write::raw_document(block)
        });
    }
    parts.join("\n\n<!-- -->\n\n")
}

fn finished(mut text: String) -> String {
    if !text.is_empty() {
        text.push('\n');
    }
    text
}
