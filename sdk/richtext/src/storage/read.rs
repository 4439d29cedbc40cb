//! Blocks of storage format as nodes. What has no node is kept as it is.

use serde_json::{Map, Value};

use super::words_in::{self, keep};
use super::xml::{self, Element, Xml};
use super::{KEPT, tidy};
use crate::node::{self, block};

pub(super) fn blocks(nodes: &[Xml]) -> Vec<Value> {
    let mut blocks = Vec::new();
    for node in nodes {
        match node.element() {
            Some(element) if element.name == "ac:layout" => match layout(element) {
                Some(sections) => blocks.extend(sections),
                None => blocks.push(raw(node)),
            },
            Some(element) => blocks.push(form(element).unwrap_or_else(|| raw(node))),
            None => blocks.push(raw(node)),
        }
    }
    blocks
}

/// A block as the XML that it is.
pub(super) fn raw(node: &Xml) -> Value {
    node::with("storage", &[("xml", &xml::text(std::slice::from_ref(node)))])
}

fn form(element: &Element) -> Option<Value> {
    match element.name.as_str() {
        "p" => words("paragraph", element),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            let mut heading = words("heading", element)?;
            let level: u64 = element.name.strip_prefix('h')?.parse().ok()?;
            let mut attrs = node::take_attrs(&mut heading);
            attrs.insert("level".to_owned(), level.into());
            node::set(&mut heading, "attrs", Value::Object(attrs));
            Some(heading)
        }
        "hr" if element.children.is_empty() => Some(node::leaf("rule", attrs(element, &[], &[]))),
        "blockquote" => Some(holder("blockquote", attrs(element, &[("local-id", "localId")], &[]), element)),
        "ul" | "ol" => list(element),
        "table" => table(element),
        "ac:task-list" => tasks(element),
        "ac:image" => {
            let mut image = words_in::image(element)?;
            node::set(&mut image, "type", "media".into());
            Some(block("mediaSingle", node::texts(&[("layout", "center")]), vec![image]))
        }
        "ac:structured-macro" => macro_of(element),
        "ac:adf-extension" => note(element),
        _ => None,
    }
}

/// Attributes under ADF's names, and the others under their own.
fn attrs(element: &Element, known: &[(&str, &str)], said: &[&str]) -> Map<String, Value> {
    let mut attrs = Map::new();
    let mut other = Map::new();
    for (name, value) in &element.attrs {
        match known.iter().find(|(known, _)| known == name) {
            Some((_, ours)) => drop(attrs.insert((*ours).to_owned(), value.as_str().into())),
            None if said.contains(&name.as_str()) => {}
            None => drop(other.insert(name.clone(), value.as_str().into())),
        }
    }
    if !other.is_empty() {
        attrs.insert(KEPT.to_owned(), Value::Object(other));
    }
    attrs
}

/// A paragraph or heading.
fn words(kind: &str, element: &Element) -> Option<Value> {
    let mark = match element.attr("style") {
        Some("text-align: center;") => Some(node::with("alignment", &[("align", "center")])),
        Some("text-align: right;") => Some(node::with("alignment", &[("align", "end")])),
        Some(style) => (1..=6).find(|level| style == indent(*level)).map(|level| {
            let attrs = Map::from_iter([("level".to_owned(), level.into())]);
            node::leaf("indentation", attrs)
        }),
        None => None,
    };
    let said = if mark.is_some() { ["style"].as_slice() } else { &[] };
    let mut node = block(kind, attrs(element, &[("local-id", "localId")], said), words_in::read(&element.children));
    if let Some(mark) = mark {
        node::set(&mut node, "marks", Value::from(vec![mark]));
    }
    Some(node)
}

pub(super) fn indent(level: u64) -> String {
    format!("margin-left: {}.0px;", level * 30)
}

/// A node that holds the blocks of an element; an empty one has an empty paragraph.
fn holder(kind: &str, attrs: Map<String, Value>, element: &Element) -> Value {
    block(kind, attrs, blocks(&element.children))
}

fn list(element: &Element) -> Option<Value> {
    let mut items = Vec::new();
    for item in &element.children {
        let item = item.element().filter(|item| item.name == "li" && !item.children.is_empty())?;
        items.push(holder("listItem", attrs(item, &[("local-id", "localId")], &[]), item));
    }
    let ordered = element.name == "ol";
    let start = element
        .attr("start")
        .and_then(|start| start.parse::<u64>().ok().filter(|number| number.to_string() == start && *number != 1));
    let said = if ordered && start.is_some() { ["start"].as_slice() } else { &[] };
    let mut attrs = attrs(element, &[("local-id", "localId")], said);
    if ordered {
        attrs.insert("order".to_owned(), start.unwrap_or(1).into());
    }
    (!items.is_empty()).then(|| block(if ordered { "orderedList" } else { "bulletList" }, attrs, items))
}

fn table(element: &Element) -> Option<Value> {
    let mut attrs = attrs(element, &[("ac:local-id", "localId"), ("data-layout", "layout")], &["data-table-width"]);
    if let Some(width) = element.attr("data-table-width") {
        let number = serde_json::from_str(width).ok().filter(|value: &Value| value.is_number());
        let same = number.filter(|number| *width == *number.to_string());
        attrs.insert("width".to_owned(), same.unwrap_or_else(|| width.into()));
    }
    let mut rows = Vec::new();
    let mut parts = Map::new();
    let mut bodies = 0;
    for part in element.elements() {
        match part.name.as_str() {
            "colgroup" if bodies == 0 && parts.is_empty() => {
                parts.insert("#colgroup".to_owned(), xml::text(&[Xml::Element(part.clone())]).into());
            }
            "tbody" if part.attrs.is_empty() && bodies == 0 => {
                bodies += 1;
                for row in &part.children {
                    rows.push(self::row(row.element()?)?);
                }
            }
            _ => return None,
        }
    }
    if bodies != 1 || rows.is_empty() || element.children.iter().any(|child| child.element().is_none()) {
        return None;
    }
    if !parts.is_empty() {
        if let Some(Value::Object(kept)) = attrs.get(KEPT) {
            parts.extend(kept.clone());
        }
        attrs.insert(KEPT.to_owned(), Value::Object(parts));
    }
    Some(block("table", attrs, rows))
}

fn row(row: &Element) -> Option<Value> {
    let mut cells = Vec::new();
    for cell in &row.children {
        let cell = cell.element().filter(|cell| ["td", "th"].contains(&cell.name.as_str()))?;
        let mut attrs =
            attrs(cell, &[("data-highlight-colour", "background"), ("local-id", "localId")], &["colspan", "rowspan"]);
        for name in ["colspan", "rowspan"] {
            if let Some(value) = cell.attr(name) {
                let number = value.parse::<u64>().ok().filter(|number| number.to_string() == value);
                attrs.insert(name.to_owned(), number.map_or_else(|| value.into(), Value::from));
            }
        }
        let kind = if cell.name == "th" { "tableHeader" } else { "tableCell" };
        let mut cell = holder(kind, attrs, cell);
        if node::content(&cell).is_empty() {
            // Nothing between words is the one cell that has no paragraph.
            node::set(&mut cell, "content", Value::from(vec![node::paragraph(Vec::new())]));
        }
        cells.push(cell);
    }
    (row.name == "tr").then(|| block("tableRow", attrs(row, &[("local-id", "localId")], &[]), cells))
}

fn tasks(element: &Element) -> Option<Value> {
    let mut items: Vec<Value> = Vec::new();
    let mut id = None;
    for child in element.elements() {
        match child.name.as_str() {
            "ac:task-list-id" if id.is_none() && items.is_empty() => id = Some(child.words()?),
            "ac:task" => items.push(task(child)?),
            "ac:task-list" if !items.is_empty() => items.push(tasks(child)?),
            _ => return None,
        }
    }
    let mut attrs = attrs(element, &[], &[]);
    if let Some(id) = id {
        attrs.insert("localId".to_owned(), id.into());
    }
    (!items.is_empty()).then(|| block("taskList", attrs, items))
}

fn task(element: &Element) -> Option<Value> {
    let mut attrs = attrs(element, &[], &[]);
    let mut kept = Map::new();
    let mut content = Vec::new();
    let mut body = false;
    for part in element.elements() {
        match part.name.as_str() {
            _ if !part.attrs.is_empty() || body => return None,
            "ac:task-id" => drop(attrs.insert("localId".to_owned(), part.words()?.into())),
            "ac:task-uuid" => drop(kept.insert("#uuid".to_owned(), part.words()?.into())),
            "ac:task-status" => {
                let state = match part.words()?.as_str() {
                    "complete" => "DONE",
                    "incomplete" => "TODO",
                    _ => return None,
                };
                attrs.insert("state".to_owned(), state.into());
            }
            "ac:task-body" => {
                body = true;
                content = words_in::read(&part.children);
            }
            _ => return None,
        }
    }
    if !kept.is_empty() {
        if attrs.contains_key(KEPT) {
            return None;
        }
        attrs.insert(KEPT.to_owned(), Value::Object(kept));
    }
    (body && attrs.contains_key("state")).then(|| block("taskItem", attrs, content))
}

/// The panels by the macros that look like them.
pub(super) const PANELS: &[(&str, &str)] =
    &[("info", "info"), ("note", "warning"), ("warning", "error"), ("tip", "success"), ("panel", "custom")];

/// Parameters of the macro `panel` that ADF's panels have, too.
pub(super) const PANEL_PARAMETERS: &[(&str, &str)] = &[
    ("bgColor", "panelColor"),
    ("panelIcon", "panelIcon"),
    ("panelIconId", "panelIconId"),
    ("panelIconText", "panelIconText"),
];

fn macro_of(element: &Element) -> Option<Value> {
    let name = element.attr("ac:name").filter(|name| tidy::BLOCK_MACROS.contains(name))?;
    let mut attrs = Map::new();
    let mut other = Map::new();
    let mut body = None;
    if let Some((_, panel)) = PANELS.iter().find(|(of, _)| *of == name) {
        attrs.insert("panelType".to_owned(), (*panel).into());
    }
    keep(element, &["ac:name"], &mut other);
    for part in element.elements() {
        let wanted = if name == "code" { "ac:plain-text-body" } else { "ac:rich-text-body" };
        if part.name == wanted && body.is_none() && part.attrs.is_empty() {
            body = Some(part);
            continue;
        }
        if part.name != "ac:parameter" || part.attrs.len() != 1 {
            return None;
        }
        let (parameter, value) = (part.attr("ac:name")?, part.words()?);
        let ours = match name {
            "code" if parameter == "language" => Some("language"),
            "expand" if parameter == "title" => Some("title"),
            "panel" => PANEL_PARAMETERS.iter().find(|(theirs, _)| *theirs == parameter).map(|(_, ours)| *ours),
            _ => None,
        };
        match ours {
            Some(ours) => drop(attrs.insert(ours.to_owned(), value.into())),
            None => drop(other.insert(format!("parameter:{parameter}"), value.into())),
        }
    }
    if !other.is_empty() {
        attrs.insert(KEPT.to_owned(), Value::Object(other));
    }
    if name == "code" {
        let text = match body {
            Some(body) => body.words()?,
            None => String::new(),
        };
        let mut code = node::code_block(None, &text);
        if !attrs.is_empty() {
            node::set(&mut code, "attrs", Value::Object(attrs));
        }
        return Some(foreign(element, &text).unwrap_or(code));
    }
    let kind = if name == "expand" { "expand" } else { "panel" };
    Some(block(kind, attrs, blocks(&body?.children)))
}

/// A node of ADF's that was put into a macro for code.
fn foreign(element: &Element, json: &str) -> Option<Value> {
    let node: Value = serde_json::from_str(json).ok()?;
    let written = tidy::tidied(super::write::blocks(std::slice::from_ref(&node)));
    (written == [Xml::Element(element.clone())]).then_some(node)
}

/// ADF's panel `note`, which no macro looks like.
fn note(element: &Element) -> Option<Value> {
    let [Xml::Element(panel)] = element.children.as_slice() else { return None };
    let [Xml::Element(kind), Xml::Element(content)] = panel.children.as_slice() else { return None };
    let written = *element == note_element(content.children.clone());
    (written && kind.words().as_deref() == Some("note")).then(|| {
        let attrs = node::texts(&[("panelType", "note")]);
        block("panel", attrs, blocks(&content.children))
    })
}

pub(super) fn note_element(content: Vec<Xml>) -> Element {
    let kind = Element::new("ac:adf-attribute").with("key", "panel-type").holding(vec![Xml::Text("note".to_owned())]);
    let content = Element::new("ac:adf-content").holding(content);
    let panel = Element::new("ac:adf-node").with("type", "panel").holding(vec![kind.into(), content.into()]);
    Element::new("ac:adf-extension").holding(vec![panel.into()])
}

/// The sections by the widths of their columns.
pub(super) const SECTIONS: &[(&str, &[f64])] = &[
    ("single", &[100.0]),
    ("two_equal", &[50.0, 50.0]),
    ("two_left_sidebar", &[33.33, 66.67]),
    ("two_right_sidebar", &[66.67, 33.33]),
    ("three_equal", &[33.33, 33.34, 33.33]),
    ("three_with_sidebars", &[25.0, 50.0, 25.0]),
];

fn layout(element: &Element) -> Option<Vec<Value>> {
    if !element.attrs.is_empty() || element.children.is_empty() {
        return None;
    }
    let mut sections = Vec::new();
    for section in &element.children {
        let section = section.element().filter(|section| section.name == "ac:layout-section")?;
        let kind = section.attr("ac:type")?;
        let (_, widths) = SECTIONS.iter().find(|(known, _)| *known == kind)?;
        if widths.len() != section.children.len() {
            return None;
        }
        let mut columns = Vec::new();
        for (cell, width) in section.children.iter().zip(*widths) {
            let cell = cell.element().filter(|cell| cell.name == "ac:layout-cell" && !cell.children.is_empty())?;
            let mut attrs = attrs(cell, &[], &[]);
            attrs.insert("width".to_owned(), width_of(*width));
            columns.push(holder("layoutColumn", attrs, cell));
        }
        sections.push(block("layoutSection", attrs(section, &[], &["ac:type"]), columns));
    }
    Some(sections)
}

/// Whole numbers as such.
fn width_of(width: f64) -> Value {
    serde_json::from_str(&width.to_string()).unwrap_or_default()
}
