//! Confluence's storage format: XHTML with elements of its own. Between it and Markdown stand the same nodes as for
//! ADF, so that the same Markdown means the same in both.

mod emoji;
mod link;
mod read;
mod status;
mod tidy;
mod words_in;
mod words_out;
mod write;
mod xml;

use serde_json::Value;

use crate::Target;
use crate::node;
use crate::write::Writer;

/// Markdown as storage format; always well-formed.
pub fn from_markdown(markdown: &str) -> String {
    xml::text(&write::blocks(&crate::read::blocks(markdown, Target::Storage)))
}

/// Storage format as Markdown. What is no well-formed XML, which no site sends, is kept as text.
pub fn to_markdown(storage: &str) -> String {
    let Some(nodes) = xml::parse(storage) else {
        let code = node::code_block(Some("xml"), storage);
        return crate::finished(Writer::new(Target::Storage, false).blocks("doc", &[code]));
    };
    let nodes = tidy::tidied(nodes);
    let blocks = read::blocks(&nodes);
    let written = crate::finished(Writer::new(Target::Storage, false).blocks("doc", &blocks));
    if back(&written) == nodes {
        return written;
    }
    // Something in it reads back as something else: find it, and keep just that as it is.
    let mut parts = Vec::new();
    for node in &nodes {
        let alone = std::slice::from_ref(node);
        let forms = [false, true].map(|safe| Writer::new(Target::Storage, safe).blocks("doc", &read::blocks(alone)));
        let form = forms.into_iter().find(|form| back(form) == alone);
        parts.push(form.unwrap_or_else(|| Writer::new(Target::Storage, false).blocks("doc", &[read::raw(node)])));
    }
    crate::finished(parts.join("\n\n<!-- -->\n\n"))
}

/// Storage format in the form in which it comes back from Markdown: without white space that is not shown, comments
/// and formats around nothing; references and CDATA as characters, attributes and parameters by name, an empty element
/// as `<br />`; words that stand among blocks in paragraphs. `None` if it is not well-formed.
pub fn normal(storage: &str) -> Option<String> {
    Some(xml::text(&tidy::tidied(xml::parse(storage)?)))
}

/// The form of a page that only the guard in [`to_markdown`] makes right.
#[cfg(test)]
pub(crate) fn mended(storage: &str) -> Option<String> {
    let nodes = tidy::tidied(xml::parse(storage)?);
    let written = Writer::new(Target::Storage, false).blocks("doc", &read::blocks(&nodes));
    (back(&written) != nodes).then_some(written)
}

fn back(markdown: &str) -> Vec<xml::Xml> {
    tidy::tidied(write::blocks(&crate::read::blocks(markdown, Target::Storage)))
}

/// What attributes of an element our nodes have no place for are kept in.
const KEPT: &str = "xml";

fn kept(node: &Value) -> impl Iterator<Item = (&String, &str)> {
    let kept = node.get("attrs").and_then(|attrs| attrs.get(KEPT)).and_then(Value::as_object);
    kept.into_iter().flatten().filter_map(|(name, value)| Some((name, value.as_str()?)))
}

/// An attribute that is a text.
fn attr<'a>(node: &'a Value, name: &str) -> Option<&'a str> {
    node.get("attrs")?.get(name)?.as_str()
}
