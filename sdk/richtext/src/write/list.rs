//! Lists of all kinds.

use serde_json::Value;

use super::{Writer, fenced, indented, leaf, prefixed};
use crate::Target;
use crate::attrs::Pairs;
use crate::node::{self, View, kind};
use crate::schema;

impl Writer {
    pub(super) fn list(&mut self, view: &View<'_>) -> Option<String> {
        if !view.marks.is_empty() || view.content.is_empty() {
            return None;
        }
        self.lists += 1;
        let mut pairs = schema::to_pairs(view, "");
        let mut number = None;
        match view.kind {
            "taskList" => {
                self.drop_id(view, &mut pairs, "list", self.lists)?;
            }
            "orderedList" => {
                let order = view.attr("order").and_then(Value::as_u64).filter(|order| *order < 900_000_000);
                number = Some((order.unwrap_or(1), if order.is_some() { '.' } else { ')' }));
                if order.is_some() {
                    pairs.retain(|(name, _)| name != "order");
                }
            }
            _ => {}
        }
        let mut carried = prefixed("list", &pairs);
        let mut items: Vec<String> = Vec::new();
        let mut before = "";
        for item in view.content {
            let marker = match &mut number {
                Some((next, end)) => {
                    *next += 1;
                    format!("{}{end} ", *next - 1)
                }
                None => "- ".to_owned(),
            };
            let item = View::of(item)?;
            let fits = if view.kind == "taskList" {
                ["taskItem", "blockTaskItem", "taskList"].as_slice()
            } else {
                &["listItem"]
            };
            if !fits.contains(&item.kind) || !item.marks.is_empty() {
                return None;
            }
            if item.kind == "taskList" {
                // A list below a task stands beside it.
                let last = items.last_mut()?;
                let below = self.list(&item)?;
                // Two of them are kept apart.
                last.push_str(if before == "taskList" { "\n\n  <!-- -->\n\n" } else { "\n" });
                before = item.kind;
                last.push_str(&indented(&below, "  ", "  "));
                continue;
            }
            before = item.kind;
            let mut text = self.item(&item, &std::mem::take(&mut carried))?;
            // `- - -` is a rule.
            let first = text.lines().next().unwrap_or_default();
            if first.matches('-').count() > 1 && first.bytes().all(|b| b"- ".contains(&b)) {
                text.insert_str(0, "<!-- -->\n\n");
            }
            let indent = " ".repeat(marker.len());
            items.push(if text.is_empty() { marker.trim_end().to_owned() } else { indented(&text, &marker, &indent) });
        }
        let tight = !items.iter().any(|item| item.contains("\n\n"));
        Some(items.join(if tight { "\n" } else { "\n\n" }))
    }

    fn item(&mut self, view: &View<'_>, list: &Pairs) -> Option<String> {
        self.items += 1;
        let mut pairs =
            schema::to_pairs(view, if view.kind == "taskItem" || view.kind == "blockTaskItem" { "state" } else { "" });
        if view.kind == "listItem" {
            let carried = [list.clone(), prefixed("item", &pairs)].concat();
            return self.item_blocks(view, &carried);
        }
        let done = match view.str_attr("state")? {
            "TODO" => "[ ]",
            "DONE" => "[x]",
            _ => return None,
        };
        self.drop_id(view, &mut pairs, "item", self.items)?;
        if view.kind == "blockTaskItem" {
            pairs.push(("block".to_owned(), "true".to_owned()));
            let carried = [list.clone(), prefixed("item", &pairs)].concat();
            let first = view.content.first()?;
            // The box needs something behind it.
            let text = match kind(first) == "paragraph" && node::content(first).is_empty() {
                true if *first == node::leaf("paragraph", serde_json::Map::new()) => {
                    super::with_attrs("<!-- -->".to_owned(), &carried)
                }
                false if kind(first) == "paragraph" => self.first(view.kind, first, &carried),
                _ => return None,
            };
            let rest = self.blocks(view.kind, view.content.get(1..)?);
            let gap = if rest.is_empty() { "" } else { "\n\n" };
            return Some(format!("{done} {text}{gap}{rest}"));
        }
        let carried = [list.clone(), prefixed("item", &pairs)].concat();
        let text = self.words(view, &carried);
        Some(format!("{done} {text}"))
    }

    /// The words of a task or decision; a comment where there are none, since the box needs something behind it.
    fn words(&mut self, view: &View<'_>, carried: &Pairs) -> String {
        let paragraph = node::paragraph(view.content.to_vec());
        match (view.content.is_empty(), carried.is_empty()) {
            (true, true) => "<!-- -->".to_owned(),
            (true, false) => super::with_attrs("<!-- -->".to_owned(), carried),
            (false, _) => self.first("listItem", &paragraph, carried),
        }
    }

    fn item_blocks(&mut self, view: &View<'_>, carried: &Pairs) -> Option<String> {
        let (first, rest) = view.content.split_first()?;
        let empty = kind(first) == "paragraph"
            && node::content(first).is_empty()
            && node::marks(first).is_empty()
            && first.get("attrs").is_none();
        if empty && rest.is_empty() && carried.is_empty() {
            return Some(String::new());
        }
        let mut text = self.first("listItem", first, carried);
        let mut before = first;
        for block in rest {
            let tight = kind(before) == "paragraph" && !node::content(before).is_empty() && interrupts(block);
            text.push_str(if tight { "\n" } else { super::gap(before, block) });
            text.push_str(&self.block("listItem", block));
            before = block;
        }
        Some(text)
    }

    /// Leaves out an id that the reader gives by itself. ADF needs one.
    fn drop_id(&self, view: &View<'_>, pairs: &mut Pairs, what: &str, number: usize) -> Option<()> {
        if self.target == Target::Storage {
            return Some(());
        }
        view.str_attr("localId")?;
        let given = format!("{what}-{number}");
        pairs.retain(|(name, value)| !(name == "localId" && *value == given));
        Some(())
    }

    pub(super) fn decisions(&mut self, view: &View<'_>) -> Option<String> {
        if !view.marks.is_empty() || view.content.is_empty() {
            return None;
        }
        self.lists += 1;
        let mut pairs = schema::to_pairs(view, "");
        self.drop_id(view, &mut pairs, "list", self.lists)?;
        let mut items = Vec::new();
        for item in view.content {
            let item = View::of(item).filter(|item| item.kind == "decisionItem" && item.marks.is_empty())?;
            self.items += 1;
            let decided = item.str_attr("state")? == "DECIDED";
            let mut pairs = schema::to_pairs(&item, if decided { "state" } else { "" });
            self.drop_id(&item, &mut pairs, "item", self.items)?;
            let text = match (item.content.is_empty(), pairs.is_empty()) {
                (true, true) => String::new(),
                (true, false) => leaf("attrs", "", &prefixed("item", &pairs)),
                (false, _) => self.words(&item, &prefixed("item", &pairs)),
            };
            items.push(if text.is_empty() { "-".to_owned() } else { indented(&text, "- ", "  ") });
        }
        Some(fenced("decisions", "", &pairs, &items.join("\n")))
    }
}

/// Whether a list may follow a paragraph without an empty line.
fn interrupts(block: &Value) -> bool {
    let first = node::content(block).first();
    let words = first
        .and_then(|item| node::content(item).first())
        .is_some_and(|first| (kind(first) == "paragraph" && !node::content(first).is_empty()) || kind(first) == "text");
    let one = block.get("attrs").and_then(|attrs| attrs.get("order")).is_none_or(|order| order == 1);
    match kind(block) {
        "bulletList" | "taskList" => words,
        "orderedList" => words && one,
        _ => false,
    }
}
