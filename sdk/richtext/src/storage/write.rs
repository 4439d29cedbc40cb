//! Nodes as storage format.

use serde_json::Value;

use super::read::{PANEL_PARAMETERS, PANELS, SECTIONS, indent, note_element};
use super::words_out::{self, kept_parameters, macro_element, parameter, with_kept};
use super::xml::{self, Element, Xml};
use super::{attr, kept};
use crate::node::{self, content, kind};

pub(super) fn blocks(blocks: &[Value]) -> Vec<Xml> {
    let mut out: Vec<Xml> = Vec::new();
    for block in blocks {
        for made in form(block) {
            // Sections that follow each other stand in one layout.
            if let (Some(Xml::Element(before)), Xml::Element(element)) = (out.last_mut(), &made)
                && before.name == "ac:layout"
                && element.name == "ac:layout"
                && kind(block) == "layoutSection"
            {
                before.children.extend(element.children.iter().cloned());
                continue;
            }
            out.push(made);
        }
    }
    out
}

/// An element with the node's id and what was kept of its attributes.
fn plain(name: &str, node: &Value) -> Element {
    let element = match attr(node, "localId") {
        Some(id) => Element::new(name).with("local-id", id),
        None => Element::new(name),
    };
    with_kept(element, node)
}

fn holding(element: Element, node: &Value) -> Element {
    element.holding(blocks(content(node)))
}

fn form(node: &Value) -> Vec<Xml> {
    let element = match kind(node) {
        "paragraph" => words("p", node),
        "heading" => {
            let level = node.get("attrs").and_then(|attrs| attrs.get("level")).and_then(Value::as_u64).unwrap_or(1);
            words(&format!("h{}", level.clamp(1, 6)), node)
        }
        "rule" => with_kept(Element::new("hr"), node),
        "blockquote" => holding(plain("blockquote", node), node),
        "bulletList" | "orderedList" | "decisionList" => list(node),
        "listItem" => holding(plain("li", node), node),
        "decisionItem" => plain("li", node).holding(words_out::write(content(node))),
        "table" => table(node),
        "codeBlock" => code(node),
        "taskList" => tasks(node),
        "panel" => panel(node),
        "expand" | "nestedExpand" => {
            let title = attr(node, "title").map(|title| parameter("title", title));
            rich("expand", node, title.into_iter().collect())
        }
        "mediaSingle" => return media(node),
        "mediaGroup" if content(node).iter().all(|medium| attr(medium, "url").is_some()) => {
            return content(node).iter().map(|medium| words_out::image_element(medium).into()).collect();
        }
        "layoutSection" => layout(node),
        "blockCard" | "embedCard" => {
            let url = attr(node, "url").unwrap_or_default();
            let how = if kind(node) == "blockCard" { "block" } else { "embed" };
            let link = Element::new("a")
                .with("data-card-appearance", how)
                .with("href", url)
                .holding(vec![Xml::Text(url.to_owned())]);
            return vec![Element::new("p").holding(vec![link.into()]).into()];
        }
        "storage" => return words_out::verbatim(attr(node, "xml").unwrap_or_default()),
        _ => json(node),
    };
    vec![element.into()]
}

/// A node that storage format has nothing for, as its JSON in a macro for code; it is read back from there.
fn json(node: &Value) -> Element {
    let code = serde_json::to_string_pretty(node).unwrap_or_default();
    code_of("adf", &code, node::code_block(None, ""))
}

fn words(name: &str, node: &Value) -> Element {
    let style = node::marks(node).iter().find_map(|mark| {
        let attrs = mark.get("attrs")?;
        match kind(mark) {
            "alignment" if attrs.get("align")? == "center" => Some("text-align: center;".to_owned()),
            "alignment" => Some("text-align: right;".to_owned()),
            "indentation" => Some(indent(attrs.get("level")?.as_u64()?)),
            _ => None,
        }
    });
    let element = plain(name, node);
    let element = match style {
        Some(style) if element.attr("style").is_none() => element.with("style", style),
        _ => element,
    };
    element.holding(words_out::write(content(node)))
}

fn list(node: &Value) -> Element {
    let ordered = kind(node) == "orderedList";
    let element = plain(if ordered { "ol" } else { "ul" }, node);
    let start =
        node.get("attrs").and_then(|attrs| attrs.get("order")).and_then(Value::as_u64).filter(|start| *start != 1);
    let element = match start {
        Some(start) if ordered && element.attr("start").is_none() => element.with("start", start.to_string()),
        _ => element,
    };
    holding(element, node)
}

fn number_or_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn table(node: &Value) -> Element {
    let mut element = Element::new("table");
    for (ours, theirs) in [("localId", "ac:local-id"), ("layout", "data-layout"), ("width", "data-table-width")] {
        if let Some(value) = node.get("attrs").and_then(|attrs| attrs.get(ours)) {
            element = element.with(theirs, number_or_text(value));
        }
    }
    element = with_kept(element, node);
    let columns = kept(node).find(|(name, _)| *name == "#colgroup").and_then(|(_, columns)| xml::parse(columns));
    let rows = content(node).iter().map(row).collect();
    let body = Element::new("tbody").holding(rows);
    let columns =
        columns.into_iter().flatten().filter(|part| part.element().is_some_and(|part| part.name == "colgroup"));
    element.holding(columns.chain([body.into()]).collect())
}

fn row(node: &Value) -> Xml {
    let cells = content(node).iter().map(|cell| {
        let mut element = Element::new(if kind(cell) == "tableHeader" { "th" } else { "td" });
        for (ours, theirs) in [
            ("colspan", "colspan"),
            ("rowspan", "rowspan"),
            ("background", "data-highlight-colour"),
            ("localId", "local-id"),
        ] {
            if let Some(value) = cell.get("attrs").and_then(|attrs| attrs.get(ours)) {
                element = element.with(theirs, number_or_text(value));
            }
        }
        Xml::from(holding(with_kept(element, cell), cell))
    });
    plain("tr", node).holding(cells.collect()).into()
}

fn code(node: &Value) -> Element {
    let text: String = content(node).iter().filter_map(|text| text.get("text")?.as_str()).collect();
    code_of(attr(node, "language").unwrap_or_default(), &text, node.clone())
}

#[expect(clippy::needless_pass_by_value, reason = "a node made for this call, or a copy of a small part")]
fn code_of(language: &str, text: &str, node: Value) -> Element {
    let mut parts = Vec::new();
    if node.get("attrs").and_then(|attrs| attrs.get("language")).is_some() || !language.is_empty() {
        parts.push(parameter("language", language));
    }
    parts.extend(kept_parameters(&node));
    if !text.is_empty() {
        parts.push(Element::new("ac:plain-text-body").holding(vec![Xml::Text(text.to_owned())]).into());
    }
    macro_element("code", &node).holding(parts)
}

/// A macro around blocks.
fn rich(name: &str, node: &Value, mut parts: Vec<Xml>) -> Element {
    parts.extend(kept_parameters(node));
    parts.push(holding(Element::new("ac:rich-text-body"), node).into());
    macro_element(name, node).holding(parts)
}

fn panel(node: &Value) -> Element {
    let panel = attr(node, "panelType").unwrap_or("info");
    if panel == "note" && kept(node).next().is_none() {
        return note_element(blocks(content(node)));
    }
    let name = match PANELS.iter().find(|(_, ours)| *ours == panel) {
        Some((name, _)) => name,
        None => "tip",
    };
    let given = |(theirs, ours): &(&str, &str)| Some(parameter(theirs, attr(node, ours)?));
    let parameters = PANEL_PARAMETERS.iter().filter(|_| name == "panel").filter_map(given);
    rich(name, node, parameters.collect())
}

fn tasks(node: &Value) -> Element {
    let mut parts = Vec::new();
    let part = |name: &str, text: &str| Xml::from(Element::new(name).holding(vec![Xml::Text(text.to_owned())]));
    if let Some(id) = attr(node, "localId") {
        parts.push(part("ac:task-list-id", id));
    }
    for item in content(node) {
        if kind(item) == "taskList" {
            parts.push(tasks(item).into());
            continue;
        }
        let mut task = Vec::new();
        if let Some(id) = attr(item, "localId") {
            task.push(part("ac:task-id", id));
        }
        if let Some((_, uuid)) = kept(item).find(|(name, _)| *name == "#uuid") {
            task.push(part("ac:task-uuid", uuid));
        }
        let done = attr(item, "state") == Some("DONE");
        task.push(part("ac:task-status", if done { "complete" } else { "incomplete" }));
        let body = if kind(item) == "taskItem" { words_out::write(content(item)) } else { blocks(content(item)) };
        task.push(Element::new("ac:task-body").holding(body).into());
        parts.push(with_kept(Element::new("ac:task"), item).holding(task).into());
    }
    with_kept(Element::new("ac:task-list"), node).holding(parts)
}

fn media(node: &Value) -> Vec<Xml> {
    let Some(medium) = content(node).first().filter(|medium| attr(medium, "url").is_some()) else {
        return vec![json(node).into()];
    };
    let mut image = words_out::image_element(medium);
    for (name, theirs) in [("width", "ac:width"), ("height", "ac:height")] {
        if let Some(value) =
            medium.get("attrs").and_then(|attrs| attrs.get(name)).filter(|_| image.attr(theirs).is_none())
        {
            image = image.with(theirs, number_or_text(value));
        }
    }
    if let Some(caption) = content(node).get(1) {
        image.children.push(
            Element::new("ac:caption")
                .holding(vec![Element::new("p").holding(words_out::write(content(caption))).into()])
                .into(),
        );
    }
    let link = node::marks(medium).iter().chain(node::marks(node)).find(|mark| kind(mark) == "link");
    match link {
        // A link around it makes it part of a paragraph.
        Some(link) => {
            let mut inline = medium.clone();
            node::set(&mut inline, "type", "image".into());
            node::set(&mut inline, "marks", Value::from(vec![link.clone()]));
            vec![Element::new("p").holding(words_out::write(&[inline])).into()]
        }
        None => vec![image.into()],
    }
}

fn layout(node: &Value) -> Element {
    let columns = content(node);
    let width = |column: &Value| {
        column.get("attrs").and_then(|attrs| attrs.get("width")).and_then(Value::as_f64).unwrap_or_default()
    };
    let apart =
        |widths: &[f64]| widths.iter().zip(columns).map(|(known, column)| (known - width(column)).abs()).sum::<f64>();
    let same = SECTIONS.iter().filter(|(_, widths)| widths.len() == columns.len());
    let nearest = same.min_by(|(_, one), (_, other)| apart(one).total_cmp(&apart(other)));
    let cells =
        columns.iter().map(|column| Xml::from(holding(with_kept(Element::new("ac:layout-cell"), column), column)));
    let section = match nearest {
        Some((name, _)) => Element::new("ac:layout-section").with("ac:type", *name),
        None => Element::new("ac:layout-section").with("ac:type", "single"),
    };
    let section = match nearest {
        Some(_) => with_kept(section, node).holding(cells.collect()),
        // More columns than any section has: one below the other.
        None => {
            let all = columns.iter().flat_map(|column| blocks(content(column))).collect();
            section.holding(vec![Element::new("ac:layout-cell").holding(all).into()])
        }
    };
    Element::new("ac:layout").holding(vec![section.into()])
}
