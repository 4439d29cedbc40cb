//! Nodes made of what frames have collected.

use pulldown_cmark::{Alignment, Event, LinkType, Tag, TagEnd};
use serde_json::{Map, Value};

use super::{Frame, Kind, fence, fences, inline, is_any, tags};
use crate::Target;
use crate::attrs::{self, Pairs};
use crate::node::{self, block, kind, take_attrs, take_content};
use crate::place::wrap;
use crate::schema;

/// The blocks as they may stand at the root.
pub(super) fn document(target: Target, blocks: Vec<Value>) -> Vec<Value> {
    if blocks.is_empty() {
        return blocks;
    }
    let blocks = blocks.into_iter().flat_map(loose).collect();
    let documents = wrap(target, "doc", Map::new(), Vec::new(), blocks);
    documents.into_iter().flat_map(|mut document| take_content(&mut document)).collect()
}

/// What a frame has become, and the pairs that are for frames further out.
pub(super) fn finish(target: Target, frame: Frame, aligned: Option<Alignment>) -> (Vec<Value>, Pairs) {
    let Frame { kind, blocks, carried } = frame;
    let prefix = match &kind {
        Kind::Quote(_) => "quote.",
        Kind::List { .. } => "list.",
        Kind::Item { .. } => "item.",
        Kind::Row { .. } => "row.",
        Kind::Cell { .. } => "cell.",
        _ => "\n",
    };
    let (mine, carried): (Pairs, Pairs) = carried.into_iter().partition(|(name, _)| name.starts_with(prefix));
    let mine: Pairs =
        mine.into_iter().filter_map(|(name, value)| Some((name.strip_prefix(prefix)?.to_owned(), value))).collect();
    let parts = || matches!(&kind, Kind::Fence(..) | Kind::Table(_) | Kind::Row { .. } | Kind::List { .. });
    let blocks = if parts() { blocks } else { blocks.into_iter().flat_map(loose).collect() };
    let plain = |kind: &str| attributes(kind, &mine);
    let id = |number: usize| (target == Target::Adf).then(|| format!("item-{number}"));
    let done = match kind {
        Kind::Document => blocks,
        Kind::Quote(None) => wrap(target, "blockquote", plain("blockquote"), Vec::new(), blocks),
        Kind::Quote(Some(panel)) => {
            let mut attrs = Map::new();
            attrs.insert("panelType".to_owned(), panel.into());
            wrap(target, "panel", attrs, Vec::new(), blocks)
        }
        Kind::List { start, period, number, decisions } => {
            list(target, start.map(|start| (start, period)), number, decisions, &mine, blocks)
        }
        Kind::Item { decisions: true, number, .. } => {
            item_of_words("decisionItem", "DECIDED", id(number), plain("decisionItem"), blocks)
        }
        Kind::Item { task: Some(done), number, .. } => {
            let state = if done { "DONE" } else { "TODO" };
            if mine.iter().any(|(name, _)| name == "block") {
                let attrs = named(id(number), plain("blockTaskItem"), Some(state));
                wrap(target, "blockTaskItem", attrs, Vec::new(), blocks)
            } else {
                item_of_words("taskItem", state, id(number), plain("taskItem"), blocks)
            }
        }
        Kind::Item { .. } => wrap(target, "listItem", plain("listItem"), Vec::new(), blocks),
        Kind::Table(_) => vec![block("table", Map::new(), blocks)],
        Kind::Row { .. } => vec![block("tableRow", plain("tableRow"), blocks)],
        Kind::Cell { header, .. } => {
            let header = mine.iter().find(|(name, _)| name == "header").map_or(header, |(_, value)| value == "true");
            let kind = if header { "tableHeader" } else { "tableCell" };
            wrap(target, kind, plain(kind), Vec::new(), blocks.into_iter().map(|block| align(block, aligned)).collect())
        }
        Kind::Footnote(label) => footnote(&label, blocks),
        Kind::Fence(fence, _) => fences::finish(target, &fence, blocks),
    };
    (done, carried)
}

/// Attributes from pairs that were looked at before; names that only we have are left out.
fn attributes(kind: &str, pairs: &[(String, String)]) -> Map<String, Value> {
    let pairs: Pairs = pairs.iter().filter(|(name, _)| !OURS.contains(&name.as_str())).cloned().collect();
    schema::from_pairs(kind, &pairs).map(|(attrs, _)| attrs).unwrap_or_default()
}

/// Names in pairs that are no attributes.
const OURS: &[&str] = &["block", "header"];

/// Whether `of.name` with this value says something of such a frame.
pub(super) fn is_about(frame: &Kind, of: &str, name: &str, value: &str) -> bool {
    let pairs = [(name.to_owned(), value.to_owned())];
    let known =
        |kind: &str| name != "adf-marks" && schema::from_pairs(kind, &pairs).is_some_and(|(_, marks)| marks.is_empty());
    let flag = ["true", "false"].contains(&value);
    match (frame, of) {
        (Kind::Quote(None), "quote") => known("blockquote"),
        (Kind::List { start: Some(_), .. }, "list") => known("orderedList"),
        (Kind::List { .. }, "list") => known("bulletList"),
        (Kind::Item { decisions: true, .. }, "item") => known("decisionItem"),
        (Kind::Item { task: Some(_), .. }, "item") => {
            known("taskItem") && name != "state" || (name == "block" && value == "true")
        }
        (Kind::Item { .. }, "item") => known("listItem"),
        (Kind::Row { .. }, "row") => known("tableRow"),
        (Kind::Cell { .. }, "cell") => known("tableCell") || (name == "header" && flag),
        _ => false,
    }
}

/// A node with what pairs say of it.
pub(super) fn with_pairs(kind: &str, pairs: &Pairs, content: Vec<Value>) -> Value {
    let (attrs, marks) = schema::from_pairs(kind, pairs).unwrap_or_default();
    let mut node = block(kind, attrs, content);
    if !marks.is_empty() {
        node::set(&mut node, "marks", Value::from(marks));
    }
    node
}

/// Attributes of a node that needs an id in ADF, and perhaps a state.
fn named(id: Option<String>, mut attrs: Map<String, Value>, state: Option<&str>) -> Map<String, Value> {
    if let Some(id) = id.filter(|_| !attrs.contains_key("localId")) {
        attrs.insert("localId".to_owned(), id.into());
    }
    if let Some(state) = state.filter(|_| !attrs.contains_key("state")) {
        attrs.insert("state".to_owned(), state.into());
    }
    attrs
}

/// An item that holds words and no blocks; blocks after the first paragraph come after it.
fn item_of_words(
    kind: &str,
    state: &str,
    id: Option<String>,
    attrs: Map<String, Value>,
    mut blocks: Vec<Value>,
) -> Vec<Value> {
    let words = match blocks.first_mut() {
        Some(first) if is_any(first, &["paragraph"]) => {
            let words = take_content(first);
            blocks.remove(0);
            words
        }
        // In storage format an image may stand between words.
        Some(first) if id.is_none() && is_any(first, &["mediaSingle"]) => {
            let mut words = take_content(first);
            words.iter_mut().for_each(|image| node::set(image, "type", "image".into()));
            blocks.remove(0);
            words
        }
        _ => Vec::new(),
    };
    let item = block(kind, named(id, attrs, Some(state)), words);
    std::iter::once(item).chain(blocks).collect()
}

/// Lists of the items, each as long as items of one kind follow each other.
fn list(
    target: Target,
    ordered: Option<(u64, bool)>,
    number: usize,
    decisions: bool,
    pairs: &Pairs,
    blocks: Vec<Value>,
) -> Vec<Value> {
    let (kind_of_list, kind_of_task) =
        if decisions { ("bulletList", "decisionItems") } else { ("bulletList", "taskList") };
    let mut done: Vec<Value> = Vec::new();
    let mut next = ordered.map_or(0, |(start, _)| start);
    let mut runs = 0;
    for item in blocks {
        let list = match kind(&item) {
            "listItem" if ordered.is_some() => "orderedList",
            "listItem" => kind_of_list,
            "taskItem" | "blockTaskItem" | "decisionItem" => kind_of_task,
            // A list below a task stands beside it.
            "taskList" if done.last().is_some_and(|last| kind(last) == "taskList" && runs > 0) => "taskList",
            _ => {
                done.push(item);
                runs += 1;
                // What comes after it begins a list of its own.
                done.push(Value::Null);
                continue;
            }
        };
        let counts = kind(&item) == "listItem";
        match done.last_mut() {
            Some(last) if kind(last) == list => {
                if let Some(Value::Array(content)) = last.get_mut("content") {
                    content.push(item);
                }
            }
            _ => {
                runs += 1;
                let mut attrs = if runs == 1 { attributes(list_attrs(list), pairs) } else { Map::new() };
                if list == "taskList" || list == "decisionItems" {
                    let id = if runs > 1 { format!("list-{number}-{runs}") } else { format!("list-{number}") };
                    attrs = named((target == Target::Adf).then_some(id), attrs, None);
                }
                if let (Some((_, period)), "orderedList") = (ordered, list)
                    && (period || next != 1)
                    && !attrs.contains_key("order")
                {
                    attrs.insert("order".to_owned(), next.into());
                }
                done.push(block(list, attrs, vec![item]));
            }
        }
        next += u64::from(counts);
    }
    done.retain(|block| !block.is_null());
    done
}

fn list_attrs(list: &str) -> &str {
    if list == "decisionItems" { "decisionList" } else { list }
}

fn align(mut block: Value, aligned: Option<Alignment>) -> Value {
    let align = match aligned {
        Some(Alignment::Center) => "center",
        Some(Alignment::Right) => "end",
        _ => return block,
    };
    let there = node::marks(&block).iter().any(|mark| kind(mark) == "alignment");
    if is_any(&block, &["paragraph"]) && !there {
        let mark = node::with("alignment", &[("align", align)]);
        let marks = [&[mark], node::marks(&block)].concat();
        node::set(&mut block, "marks", Value::from(marks));
    }
    block
}

/// ADF has no footnotes: the text of one stands where it was defined, with its label before it.
fn footnote(label: &str, mut blocks: Vec<Value>) -> Vec<Value> {
    let mark = node::text(&format!("[^{label}]: "), &[]);
    match blocks.first_mut() {
        Some(first) if is_any(first, &["paragraph"]) => {
            let words = take_content(first);
            let mut words = std::iter::once(mark).chain(words).collect::<Vec<_>>();
            join(&mut words);
            node::set(first, "content", Value::from(words));
        }
        _ => blocks.insert(0, node::paragraph(vec![mark])),
    }
    blocks
}

/// Makes one of the first two texts.
fn join(words: &mut Vec<Value>) {
    let [first, second, ..] = words.as_slice() else { return };
    let plain = |node: &Value| kind(node) == "text" && node::marks(node).is_empty();
    if plain(first) && plain(second) {
        let text = [first, second].map(|node| node.get("text").and_then(Value::as_str).unwrap_or_default()).concat();
        words.splice(0..2, [node::text(&text, &[])]);
    }
}

/// The content of what means nothing by itself.
pub(super) fn loose(mut block: Value) -> Vec<Value> {
    match kind(&block) {
        "tableRow" | "tableCell" | "tableHeader" | "layoutColumn" => {
            take_content(&mut block).into_iter().flat_map(loose).collect()
        }
        "media" => vec![node::block("mediaGroup", Map::new(), vec![block])],
        "decisionItems" => {
            let attrs = take_attrs(&mut block);
            vec![node::block("decisionList", attrs, take_content(&mut block))]
        }
        _ => vec![block],
    }
}

/// A caption holds fewer kinds of nodes than a paragraph.
pub(super) fn in_caption(inline: Value) -> Value {
    let words = match kind(&inline) {
        "mediaInline" => inline.get("attrs").and_then(|attrs| attrs.get("alt").or_else(|| attrs.get("id"))),
        "inlineExtension" => {
            inline.get("attrs").and_then(|attrs| attrs.get("text").or_else(|| attrs.get("extensionKey")))
        }
        _ => return inline,
    };
    match words.and_then(Value::as_str).filter(|words| !words.is_empty()) {
        Some(words) => node::text(words, &[]),
        None => node::text("?", &[]),
    }
}

/// An image that is all of a paragraph, perhaps in a link.
pub(super) fn image(events: &inline::Events<'_>) -> Option<Value> {
    let (link, inner) = match events.as_slice() {
        [
            (Event::Start(Tag::Link { link_type, dest_url, title, .. }), _),
            inner @ ..,
            (Event::End(TagEnd::Link), _),
        ] if *link_type != LinkType::Email && title.is_empty() => (Some(dest_url), inner),
        inner => (None, inner),
    };
    let [(Event::Start(Tag::Image { dest_url, title, .. }), _), words @ .., (Event::End(TagEnd::Image), _)] = inner
    else {
        return None;
    };
    if words.iter().any(|(event, _)| matches!(event, Event::End(TagEnd::Image))) {
        return None;
    }
    let alt = inline::plain(words);
    let mut attrs = node::texts(&[("type", "external"), ("url", dest_url)]);
    let alt = if alt.is_empty() { title.as_ref() } else { &alt };
    if !alt.is_empty() {
        attrs.insert("alt".to_owned(), alt.into());
    }
    let mut media = node::leaf("media", attrs);
    if let Some(href) = link {
        node::set(&mut media, "marks", Value::from(vec![node::with("link", &[("href", href)])]));
    }
    Some(block("mediaSingle", node::texts(&[("layout", "center")]), vec![media]))
}

/// A fenced block of code, or with the language `adf` the node whose JSON it is.
pub(super) fn code(target: Target, info: &str, text: &str) -> Value {
    if info == "adf"
        && let Ok(node) = serde_json::from_str(text)
    {
        return node::raw(node);
    }
    if info == "storage" && target == Target::Storage {
        return node::with("storage", &[("xml", text)]);
    }
    let known = fence::words_and_pairs(info).and_then(|(words, pairs)| {
        let (mut attrs, marks) = schema::from_pairs("codeBlock", &pairs)?;
        if !words.is_empty() {
            attrs.insert("language".to_owned(), attrs::decode(&words).into());
        }
        Some((attrs, marks))
    });
    let Some((attrs, marks)) = known else {
        return node::code_block(Some(info), text);
    };
    let mut node = node::code_block(None, text);
    if !attrs.is_empty() {
        node::set(&mut node, "attrs", Value::Object(attrs));
    }
    if !marks.is_empty() {
        node::set(&mut node, "marks", Value::from(marks));
    }
    node
}

pub(super) fn is_comment(html: &str) -> bool {
    html.strip_prefix("<!--").and_then(|rest| rest.find("-->").map(|at| at + 3 == rest.len())).unwrap_or(false)
}

/// The title of `<details><summary>…</summary>`, as GitHub writes what ADF calls an expand.
pub(super) fn details(html: &str) -> Option<String> {
    let rest = html.strip_prefix("<details>")?.trim();
    if rest.is_empty() {
        return Some(String::new());
    }
    let title = rest.strip_prefix("<summary>")?.strip_suffix("</summary>")?.trim();
    (!title.contains(['<', '\n'])).then(|| attrs::decode(title))
}

/// Whether HTML of a block may as well stand between words: all of its tags are ours.
pub(super) fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(Tag::Paragraph | Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
        | Event::End(TagEnd::Paragraph | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
        | Event::Text(_)
        | Event::Code(_)
        | Event::SoftBreak
        | Event::HardBreak => true,
        Event::InlineHtml(html) => {
            html.starts_with("<!--")
                || attrs::tag(html)
                    .is_some_and(|tag| tags::is_pair(&tag.name) || ["br", "attrs"].contains(&tag.name.as_str()))
        }
        _ => false,
    }
}
