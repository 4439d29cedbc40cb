//! Which block may stand in which, and what becomes of one that may not.

use serde_json::{Map, Value};

use crate::Target;
use crate::node::{self, RAW, block, kind, take_attrs, take_content};

/// Whether a block may stand there as it is, with its marks.
pub(crate) fn fits(target: Target, parent: &str, child: &Value) -> bool {
    let kind = kind(child);
    kind == RAW || target == Target::Storage || (may_stand(parent, kind) && marks_fit(parent, child))
}

fn may_stand(parent: &str, child: &str) -> bool {
    if parent == "blockTaskItem" {
        return ["paragraph", "extension"].contains(&child);
    }
    let common = ["paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle", "extension"];
    if common.contains(&child) {
        return child != "extension" || parent != "bodiedSyncBlock";
    }
    match parent {
        "blockquote" => child == "mediaGroup",
        "listItem" => child == "taskList",
        "panel" => ["heading", "mediaGroup", "taskList", "decisionList", "rule", "blockCard"].contains(&child),
        "nestedExpand" => {
            ["heading", "mediaGroup", "taskList", "decisionList", "rule", "panel", "blockquote"].contains(&child)
        }
        "tableCell" | "tableHeader" => [
            "heading",
            "mediaGroup",
            "taskList",
            "decisionList",
            "rule",
            "panel",
            "blockquote",
            "blockCard",
            "embedCard",
            "nestedExpand",
        ]
        .contains(&child),
        "expand" | "bodiedExtension" => {
            let nested = parent == "expand" && child == "nestedExpand";
            nested
                || [
                    "heading",
                    "mediaGroup",
                    "taskList",
                    "decisionList",
                    "rule",
                    "panel",
                    "blockquote",
                    "blockCard",
                    "embedCard",
                    "table",
                ]
                .contains(&child)
        }
        "layoutColumn" | "bodiedSyncBlock" | "doc" => {
            let everywhere = [
                "heading",
                "mediaGroup",
                "taskList",
                "decisionList",
                "rule",
                "panel",
                "blockquote",
                "blockCard",
                "embedCard",
                "table",
                "expand",
            ];
            everywhere.contains(&child)
                || (child == "bodiedExtension" && parent != "bodiedSyncBlock")
                || (child == "layoutSection" && parent != "layoutColumn")
                || (parent == "doc" && ["syncBlock", "bodiedSyncBlock"].contains(&child))
        }
        _ => false,
    }
}

/// The marks that a block may have there; the others are dropped.
fn marks_fit(parent: &str, child: &Value) -> bool {
    node::marks(child).iter().enumerate().all(|(at, mark)| mark_fits(parent, child, at, mark))
}

fn mark_fits(parent: &str, child: &Value, at: usize, mark: &Value) -> bool {
    let aligned = |other: &Value| ["alignment", "indentation"].contains(&kind(other)) && kind(other) != kind(mark);
    let first = node::marks(child).iter().take(at).all(|other| !aligned(other));
    let root = ["doc", "layoutColumn", "bodiedSyncBlock"].contains(&parent);
    let cell = ["tableCell", "tableHeader"].contains(&parent);
    match (kind(child), kind(mark)) {
        ("paragraph", "fontSize") => parent != "blockquote",
        ("paragraph", "alignment") => first && (root || cell),
        ("paragraph", "indentation") => first && root,
        ("heading", "alignment" | "indentation") => first && (root || cell),
        ("codeBlock" | "expand", "breakout") => parent == "doc",
        ("layoutSection" | "syncBlock" | "bodiedSyncBlock", "breakout") => true,
        ("table", "fragment") => true,
        ("extension" | "bodiedExtension", "dataConsumer" | "fragment") => true,
        ("mediaSingle", "link") => true,
        _ => false,
    }
}

/// A block of this kind around the blocks. Those that cannot stand in it are changed into something that can; else the
/// block is closed before them and opened again after them.
pub(crate) fn wrap(
    target: Target,
    parent: &str,
    attrs: Map<String, Value>,
    marks: Vec<Value>,
    blocks: Vec<Value>,
) -> Vec<Value> {
    let mut done = Vec::new();
    let mut run = Vec::new();
    let mut shell = Some((attrs, marks));
    let mut any = false;
    let mut close = |run: &mut Vec<Value>, done: &mut Vec<Value>| {
        let (mut attrs, marks) = shell.clone().unwrap_or_default();
        let mut node = block(parent, std::mem::take(&mut attrs), std::mem::take(run));
        if parent == "nestedExpand" && node.get("attrs").is_none() {
            node::set(&mut node, "attrs", Value::Object(Map::new()));
        }
        if !marks.is_empty() {
            node::set(&mut node, "marks", Value::from(marks));
        }
        done.push(node);
        // An id names one node.
        if let Some((attrs, _)) = &mut shell {
            attrs.shift_remove("localId");
        }
    };
    for child in blocks.into_iter().flat_map(|child| adapt(target, parent, child)) {
        any = true;
        if fits(target, parent, &child) {
            run.push(child);
        } else if keeps_all(parent) {
            run.push(as_code(&child));
        } else {
            if !run.is_empty() {
                close(&mut run, &mut done);
            }
            done.push(child);
        }
    }
    if !any {
        run.push(node::paragraph(Vec::new()));
    }
    if !run.is_empty() {
        close(&mut run, &mut done);
    }
    done
}

/// What cannot be closed and opened again without breaking what it is part of.
fn keeps_all(parent: &str) -> bool {
    ["tableCell", "tableHeader", "layoutColumn", "bodiedSyncBlock", "doc"].contains(&parent)
}

/// Last resort: a block as the Markdown that it is.
fn as_code(child: &Value) -> Value {
    node::code_block(Some("markdown"), &crate::write::blocks(std::slice::from_ref(child)))
}

/// The block as it may stand in the parent, where there is a way to say the same.
fn adapt(target: Target, parent: &str, mut child: Value) -> Vec<Value> {
    if fits(target, parent, &child) {
        return vec![child];
    }
    let all = |blocks: Vec<Value>| -> Vec<Value> {
        blocks.into_iter().flat_map(|block| adapt(target, parent, block)).collect()
    };
    let kind = kind(&child).to_owned();
    if may_stand(parent, &kind) {
        let marks: Vec<_> = node::marks(&child).to_vec();
        let mut kept = child.clone();
        node::remove(&mut kept, "marks");
        let mut marks_kept = Vec::new();
        for mark in marks {
            node::set(&mut kept, "marks", Value::from([marks_kept.as_slice(), std::slice::from_ref(&mark)].concat()));
            if marks_fit(parent, &kept) {
                marks_kept.push(mark);
            }
        }
        node::remove(&mut kept, "marks");
        if !marks_kept.is_empty() {
            node::set(&mut kept, "marks", Value::from(marks_kept));
        }
        return vec![kept];
    }
    match kind.as_str() {
        "heading" => vec![node::paragraph(strong(take_content(&mut child)))],
        "blockquote" if parent != "bodiedSyncBlock" => all(take_content(&mut child)),
        "expand" if may_stand(parent, "nestedExpand") => {
            let attrs = take_attrs(&mut child);
            wrap(target, "nestedExpand", attrs, Vec::new(), take_content(&mut child))
        }
        "blockCard" => {
            let attrs = take_attrs(&mut child);
            vec![node::paragraph(vec![node::leaf("inlineCard", attrs)])]
        }
        "layoutSection" if parent == "layoutColumn" => {
            let columns = take_content(&mut child);
            all(columns.into_iter().flat_map(|mut column| take_content(&mut column)).collect())
        }
        _ => vec![child],
    }
}

fn strong(mut content: Vec<Value>) -> Vec<Value> {
    for child in content.iter_mut().filter(|child| kind(child) == "text") {
        let marks = node::marks(child);
        if marks.iter().any(|mark| ["code", "strong"].contains(&kind(mark))) {
            continue;
        }
        let marks = [marks, &[node::with("strong", &[])]].concat();
        node::set(child, "marks", Value::from(marks));
    }
    content
}
