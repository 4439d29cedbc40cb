//! Confluence's storage format: XHTML with elements of its own. Between it and Markdown stand the same nodes as for
//! ADF, so that the same Markdown means the same in both.

mod address;
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

/// What addresses of links and images become in Markdown, and what they come from. `None` leaves one as it is.
#[derive(Clone, Copy)]
pub struct Addresses<'a> {
    /// From storage format (`attachment:name`, `page:Title`) to Markdown.
    pub out: &'a dyn Fn(&str) -> Option<String>,
    /// From Markdown to storage format.
    pub back: &'a dyn Fn(&str) -> Option<String>,
}

impl Addresses<'_> {
    /// All stay as they are.
    const SAME: Self = Self { out: &|_| None, back: &|_| None };
}

/// Markdown as storage format; always well-formed.
pub fn from_markdown(markdown: &str) -> String {
    from_markdown_with(markdown, Addresses::SAME)
}

/// Markdown as storage format, with other addresses in it.
pub fn from_markdown_with(markdown: &str, addresses: Addresses<'_>) -> String {
    xml::text(&elements(markdown, addresses))
}

/// Storage format as Markdown. What is no well-formed XML, which no site sends, is kept as text.
pub fn to_markdown(storage: &str) -> String {
    to_markdown_with(storage, Addresses::SAME)
}

/// Storage format as Markdown, with other addresses in it. Where the way back leads elsewhere, the element is kept as
/// it is.
pub fn to_markdown_with(storage: &str, addresses: Addresses<'_>) -> String {
    let Some(nodes) = xml::parse(storage) else {
        let code = node::code_block(Some("xml"), storage);
        return crate::finished(Writer::new(Target::Storage, false).blocks("doc", &[code]));
    };
    let nodes = tidy::tidied(nodes);
    let read = |nodes: &[xml::Xml]| {
        let mut blocks = read::blocks(nodes);
        address::change(&mut blocks, addresses.out);
        blocks
    };
    let back = |markdown: &str| tidy::tidied(elements(markdown, addresses));
    let written = crate::finished(Writer::new(Target::Storage, false).blocks("doc", &read(&nodes)));
    if back(&written) == nodes {
        return written;
    }
    // Something in it reads back as something else: find it, and keep just that as it is.
    let mut parts = Vec::new();
    for node in &nodes {
        let alone = std::slice::from_ref(node);
        let forms = [false, true].map(|safe| Writer::new(Target::Storage, safe).blocks("doc", &read(alone)));
        let form = forms.into_iter().find(|form| back(form) == alone);
        parts.push(form.unwrap_or_else(|| Writer::new(Target::Storage, false).blocks("doc", &[read::raw(node)])));
    }
    crate::finished(parts.join("\n\n<!-- -->\n\n"))
}

fn elements(markdown: &str, addresses: Addresses<'_>) -> Vec<xml::Xml> {
    let mut blocks = crate::read::blocks(markdown, Target::Storage);
    address::change(&mut blocks, addresses.back);
    write::blocks(&blocks)
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
    (tidy::tidied(elements(&written, Addresses::SAME)) != nodes).then_some(written)
}

/// Whether two say the same to whoever reads the page: in their normal forms, without the ids that the site gives to
/// what has none.
pub fn is_same(one: &str, other: &str) -> bool {
    let bare = |storage: &str| {
        let mut nodes = tidy::tidied(xml::parse(storage)?);
        nodes.iter_mut().for_each(tidy::without_ids);
        Some(nodes)
    };
    one == other || bare(one).is_some_and(|one| bare(other) == Some(one))
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
