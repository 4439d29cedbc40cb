//! What each fence line means.

use serde_json::{Map, Value};

use super::build;
use super::fence::{Fence, Line};
use super::{DEEPEST, Frame, Kind, Reader, is_any, is_fence};
use crate::Target;
use crate::attrs::Pairs;
use crate::node::{self, take_attrs, take_content};
use crate::place::wrap;
use crate::schema;

impl Reader<'_> {
    /// Takes a fence line; `false` when it says nothing here and is text.
    pub(super) fn fence(&mut self, line: Line, written: &str) -> bool {
        match line {
            Line::Open(fence) => self.fence_open(fence, written),
            Line::Leaf(fence) => self.fence_leaf(fence),
            Line::Close => {
                let closes = matches!(self.frames.last(), Some(Frame { kind: Kind::Fence(..), .. }));
                if closes
                    && self.skipped == 0
                    && let Some(frame) = self.frames.pop()
                {
                    self.finish(frame);
                    return true;
                }
                false
            }
        }
    }

    fn fence_open(&mut self, fence: Fence, written: &str) -> bool {
        let parent = self.frames.last();
        let here = match fence.name.as_str() {
            "column" => is_fence(parent, "layout"),
            "row" => is_fence(parent, "table"),
            "cell" | "header" => is_fence(parent, "row"),
            _ => true,
        };
        if !here || self.skipped > 0 || self.frames.len() >= DEEPEST || shell(&fence).is_none() {
            return false;
        }
        self.frames.push(Frame {
            kind: Kind::Fence(fence, written.to_owned()),
            blocks: Vec::new(),
            carried: Pairs::new(),
        });
        true
    }

    fn fence_leaf(&mut self, mut fence: Fence) -> bool {
        let block = match fence.name.as_str() {
            "attrs" => {
                let about = fence.pairs.iter().all(|(name, _)| name.contains('.'));
                if !about || !fence.words.is_empty() || !self.understands("paragraph", &fence.pairs) {
                    return false;
                }
                self.own(fence.pairs);
                return true;
            }
            "paragraph" => {
                if !fence.words.is_empty() || !self.understands("paragraph", &fence.pairs) {
                    return false;
                }
                self.paragraph(Vec::new(), fence.pairs);
                return true;
            }
            "media" => match is_fence(self.frames.last(), "media-group") {
                true => media(&fence),
                false => single(&fence),
            },
            "card" | "embed" => {
                let url = std::mem::take(&mut fence.words);
                if !url.is_empty() {
                    fence.pairs.insert(0, ("url".to_owned(), url));
                }
                leaf(if fence.name == "card" { "blockCard" } else { "embedCard" }, &fence)
            }
            "rule" => leaf("rule", &fence),
            "extension" => leaf("extension", &fence),
            "sync" => leaf("syncBlock", &fence),
            _ => None,
        };
        let understood = block.is_some();
        if let (Some(frame), Some(block)) = (self.frames.last_mut(), block) {
            frame.blocks.push(block);
        }
        understood
    }
}

/// A node of whose attributes all are known and none is missing.
fn leaf(kind: &str, fence: &Fence) -> Option<Value> {
    let (mut attrs, marks) = schema::from_pairs(kind, &fence.pairs)?;
    if kind == "embedCard" && !attrs.contains_key("layout") {
        attrs.insert("layout".to_owned(), "center".into());
    }
    if !fence.words.is_empty() || !schema::complete(kind, &attrs) {
        return None;
    }
    let mut node = node::leaf(kind, attrs);
    if !marks.is_empty() {
        node::set(&mut node, "marks", Value::from(marks));
    }
    Some(node)
}

fn media(fence: &Fence) -> Option<Value> {
    let mut fence = fence.clone();
    if !fence.pairs.iter().any(|(name, _)| name == "type") {
        let external = fence.pairs.iter().any(|(name, _)| name == "url");
        fence.pairs.insert(0, ("type".to_owned(), if external { "external" } else { "file" }.to_owned()));
    }
    leaf("media", &fence)
}

/// `::media` outside of a group: the medium, and with `single.` before their names the attributes of what holds it.
fn single(fence: &Fence) -> Option<Value> {
    let (outer, inner): (Pairs, Pairs) = fence.pairs.iter().cloned().partition(|(name, _)| name.starts_with("single."));
    let mut pairs: Pairs =
        outer.into_iter().filter_map(|(name, value)| Some((name.strip_prefix("single.")?.to_owned(), value))).collect();
    let plain = pairs.iter().position(|(name, value)| name == "layout" && value.is_empty());
    match plain {
        // `single.layout=""`: none at all.
        Some(at) => drop(pairs.remove(at)),
        None if !pairs.iter().any(|(name, _)| name == "layout") => {
            pairs.insert(0, ("layout".to_owned(), "center".to_owned()));
        }
        None => {}
    }
    let medium = media(&Fence { name: String::new(), words: fence.words.clone(), pairs: inner })?;
    let (attrs, marks) = schema::from_pairs("mediaSingle", &pairs)?;
    if !(schema::complete("mediaSingle", &attrs) || attrs.is_empty()) {
        return None;
    }
    let mut node = node::block("mediaSingle", attrs, vec![medium]);
    if !marks.is_empty() {
        node::set(&mut node, "marks", Value::from(marks));
    }
    Some(node)
}

/// The node that a fence stands for, still without content.
fn shell(fence: &Fence) -> Option<Value> {
    let mut fence = fence.clone();
    let words = std::mem::take(&mut fence.words);
    let (kind, said) = match fence.name.as_str() {
        "panel" => ("panel", "panelType"),
        "expand" => ("expand", "title"),
        "column" => ("layoutColumn", "width"),
        "layout" => ("layoutSection", ""),
        "table" => ("table", ""),
        "row" => ("tableRow", ""),
        "cell" => ("tableCell", ""),
        "header" => ("tableHeader", ""),
        "media" => {
            fence.words = words;
            return single(&fence);
        }
        "media-group" => ("mediaGroup", ""),
        "extension" => ("bodiedExtension", ""),
        "sync" => ("bodiedSyncBlock", ""),
        "decisions" => ("decisionList", ""),
        _ => return None,
    };
    if !words.is_empty() {
        if said.is_empty() || fence.pairs.iter().any(|(name, _)| name == said) {
            return None;
        }
        fence.pairs.insert(0, (said.to_owned(), words));
    } else if kind == "panel" {
        fence.pairs.insert(0, (said.to_owned(), "info".to_owned()));
    }
    if kind == "decisionList" {
        // Its id comes from the list inside, when it has none.
        let (attrs, marks) = schema::from_pairs(kind, &fence.pairs)?;
        return marks.is_empty().then(|| node::leaf(kind, attrs));
    }
    leaf(kind, &fence)
}

/// What a closed fence stands for.
pub(super) fn finish(target: Target, fence: &Fence, blocks: Vec<Value>) -> Vec<Value> {
    let Some(mut shell) = shell(fence) else { return blocks };
    let marks = node::marks(&shell).to_vec();
    let kind = node::kind(&shell).to_owned();
    match kind.as_str() {
        "layoutSection" => layout(target, shell, blocks),
        "table" => table(shell, blocks),
        "tableRow" => vec![row(target, take_attrs(&mut shell), blocks)],
        "mediaGroup" => {
            let (inside, after): (Vec<_>, Vec<_>) = blocks.into_iter().partition(|block| is_any(block, &["media"]));
            with_content(shell, inside).into_iter().chain(after).collect()
        }
        "mediaSingle" => captioned(shell, blocks),
        "decisionList" => decisions(shell, blocks),
        // The schema has a place for nodes like these only at the root and in columns.
        _ => wrap(target, &kind, take_attrs(&mut shell), marks, blocks),
    }
}

/// The node with its content; without content it is nothing.
fn with_content(mut shell: Value, content: Vec<Value>) -> Option<Value> {
    (!content.is_empty()).then(|| {
        node::set(&mut shell, "content", Value::from(content));
        shell
    })
}

/// Two or three columns are a section; else their content stands by itself.
fn layout(target: Target, shell: Value, blocks: Vec<Value>) -> Vec<Value> {
    let (columns, after): (Vec<_>, Vec<_>) =
        blocks.into_iter().partition(|block| is_any(block, &["layoutColumn", node::RAW]));
    let most = if target == Target::Storage { usize::MAX } else { 3 };
    let section = if (2..=most).contains(&columns.len()) || (target == Target::Storage && !columns.is_empty()) {
        with_content(shell, columns).into_iter().collect()
    } else {
        columns.into_iter().flat_map(build::loose).collect::<Vec<_>>()
    };
    section.into_iter().chain(after).collect()
}

/// Rows, or a table in Markdown's own form.
fn table(mut shell: Value, blocks: Vec<Value>) -> Vec<Value> {
    let (mut rows, mut after) = (Vec::new(), Vec::new());
    for mut block in blocks {
        match node::kind(&block) {
            "tableRow" | node::RAW => rows.push(block),
            "table" if rows.is_empty() => rows = take_content(&mut block),
            _ => after.push(block),
        }
    }
    if rows.is_empty() {
        rows.push(node::block("tableRow", Map::new(), Vec::new()));
    }
    node::set(&mut shell, "content", Value::from(rows));
    std::iter::once(shell).chain(after).collect()
}

fn row(target: Target, attrs: Map<String, Value>, blocks: Vec<Value>) -> Value {
    let mut cells = Vec::new();
    for block in blocks {
        if is_any(&block, &["tableCell", "tableHeader", node::RAW]) {
            cells.push(block);
        } else {
            cells.extend(wrap(target, "tableCell", Map::new(), Vec::new(), vec![block]));
        }
    }
    node::block("tableRow", attrs, cells)
}

/// The first paragraph is the caption.
fn captioned(mut shell: Value, blocks: Vec<Value>) -> Vec<Value> {
    let mut after = Vec::new();
    let mut content = take_content(&mut shell);
    for mut block in blocks {
        if content.len() == 1 && is_any(&block, &["paragraph"]) && node::marks(&block).is_empty() {
            let attrs = take_attrs(&mut block);
            let inside = take_content(&mut block).into_iter().map(build::in_caption).collect();
            content.push(node::block("caption", attrs, inside));
        } else {
            after.push(block);
        }
    }
    node::set(&mut shell, "content", Value::from(content));
    std::iter::once(shell).chain(after).collect()
}

/// The items of the lists inside.
fn decisions(mut shell: Value, blocks: Vec<Value>) -> Vec<Value> {
    let mut attrs = take_attrs(&mut shell);
    let (mut items, mut after) = (Vec::new(), Vec::new());
    for mut block in blocks {
        if is_any(&block, &["decisionItems"]) {
            let list = take_attrs(&mut block);
            for (name, value) in list {
                attrs.entry(name).or_insert(value);
            }
            items.extend(take_content(&mut block));
        } else {
            after.push(block);
        }
    }
    let list = with_content(node::leaf("decisionList", attrs), items);
    list.into_iter().chain(after).collect()
}
