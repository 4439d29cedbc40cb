//! The one form of storage format that says the same.

use super::xml::{Element, Xml, is_verbatim};

/// Elements that hold blocks: words among them are paragraphs.
const HOLDS_BLOCKS: &[&str] =
    &["", "blockquote", "li", "td", "th", "ac:rich-text-body", "ac:layout-cell", "ac:adf-content"];

/// Elements that hold words.
const HOLDS_WORDS: &[&str] = &["p", "h1", "h2", "h3", "h4", "h5", "h6", "ac:task-body", "ac:link-body", "ac:caption"];

/// Elements that hold other elements only.
const HOLDS_ELEMENTS: &[&str] = &[
    "ul",
    "ol",
    "table",
    "tbody",
    "thead",
    "tfoot",
    "tr",
    "colgroup",
    "ac:structured-macro",
    "ac:layout",
    "ac:layout-section",
    "ac:task-list",
    "ac:task",
    "ac:link",
    "ac:image",
    "ri:attachment",
    "ac:adf-extension",
    "ac:adf-node",
];

/// What changes how words look.
pub(super) const FORMATS: &[&str] =
    &["strong", "em", "u", "del", "sub", "sup", "code", "a", "span", "small", "big", "ac:inline-comment-marker"];

/// What stands between words.
const BETWEEN_WORDS: &[&str] = &["br", "time", "ac:emoticon", "ac:placeholder", "ac:link"];

/// What stands by itself.
const BLOCKS: &[&str] = &[
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "table",
    "blockquote",
    "hr",
    "pre",
    "div",
    "ac:layout",
    "ac:task-list",
    "ac:adf-extension",
];

/// Macros that have their own forms as blocks.
pub(super) const BLOCK_MACROS: &[&str] = &["code", "info", "note", "tip", "warning", "panel", "expand"];

pub(super) fn tidied(nodes: Vec<Xml>) -> Vec<Xml> {
    let mut root = Element { children: nodes, ..Element::default() };
    tidy(&mut root, false);
    root.children
}

fn tidy(element: &mut Element, verbatim: bool) {
    rename(element);
    // The site's own note of what a file or page was like then.
    element.attrs.retain(|(name, _)| name != "ri:version-at-save");
    element.attrs.sort();
    for (name, value) in &mut element.attrs {
        if name == "style" {
            *value = style(value);
        }
    }
    let name = element.name.as_str();
    let verbatim = verbatim || is_verbatim(name) || ["pre", "ac:parameter"].contains(&name);
    for child in &mut element.children {
        match child {
            Xml::Element(child) => tidy(child, verbatim),
            Xml::Text(text) if !verbatim => *text = collapsed(text),
            Xml::Text(_) => {}
        }
    }
    if verbatim {
        return;
    }
    if HOLDS_BLOCKS.contains(&name) || HOLDS_ELEMENTS.contains(&name) {
        element.children.retain(|child| !matches!(child, Xml::Text(text) if text == " "));
    }
    if !HOLDS_ELEMENTS.contains(&name) {
        element.children = formatted(std::mem::take(&mut element.children));
    }
    if HOLDS_WORDS.contains(&name) {
        trim(&mut element.children);
    }
    if HOLDS_BLOCKS.contains(&name) {
        element.children = in_paragraphs(std::mem::take(&mut element.children));
        if element.children.is_empty() && !name.is_empty() {
            element.children.push(Element::new("p").into());
        }
    }
    special(element);
}

/// Takes the ids away that the site gives to what has none.
pub(super) fn without_ids(node: &mut Xml) {
    if let Xml::Element(element) = node {
        element.attrs.retain(|(name, _)| !["local-id", "ac:local-id", "ac:macro-id"].contains(&name.as_str()));
        if element.name == "ac:task" {
            element.children.retain(|child| {
                !child.element().is_some_and(|child| ["ac:task-id", "ac:task-uuid"].contains(&child.name.as_str()))
            });
        }
        element.children.iter_mut().for_each(without_ids);
    }
}

fn rename(element: &mut Element) {
    let name = match element.name.as_str() {
        "b" => "strong",
        "i" => "em",
        "s" | "strike" => "del",
        "ins" => "u",
        _ => return,
    };
    element.name = name.to_owned();
}

/// White space is one space.
fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '\t' | '\n' | '\r' if out.ends_with(' ') => {}
            '\t' | '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn trim(children: &mut Vec<Xml>) {
    if let Some(Xml::Text(text)) = children.first_mut() {
        *text = text.trim_start_matches(' ').to_owned();
    }
    if let Some(Xml::Text(text)) = children.last_mut() {
        *text = text.trim_end_matches(' ').to_owned();
    }
    children.retain(|child| !matches!(child, Xml::Text(text) if text.is_empty()));
}

/// Formats around nothing are left out, and two of a kind that follow each other are one.
fn formatted(children: Vec<Xml>) -> Vec<Xml> {
    let mut done: Vec<Xml> = Vec::new();
    let mut joined = false;
    for child in children {
        match (done.last_mut(), child) {
            (_, Xml::Text(text)) if text.is_empty() => {}
            (_, Xml::Element(child)) if child.children.is_empty() && is_format(&child) => {}
            (Some(Xml::Text(before)), Xml::Text(text)) => {
                let one = before.ends_with(' ');
                before.push_str(if one { text.trim_start_matches(' ') } else { &text });
            }
            (Some(Xml::Element(before)), Xml::Element(child))
                if is_format(&child) && before.name == child.name && before.attrs == child.attrs =>
            {
                before.children.extend(child.children);
                joined = true;
            }
            (_, child) => done.push(child),
        }
    }
    for child in done.iter_mut().filter(|_| joined) {
        if let Xml::Element(child) = child
            && is_format(child)
        {
            child.children = formatted(std::mem::take(&mut child.children));
        }
    }
    done
}

/// An anchor without address is a place, not a format.
fn is_format(element: &Element) -> bool {
    FORMATS.contains(&element.name.as_str()) && (element.name != "a" || element.attr("href").is_some())
}

enum Stands {
    Block,
    Words,
    /// Where the nodes beside it do.
    Either,
}

fn stands(node: &Xml) -> Stands {
    let Xml::Element(element) = node else { return Stands::Words };
    let name = element.name.as_str();
    if name == "ac:structured-macro" {
        return match element.attr("ac:name").unwrap_or_default() {
            "status" => Stands::Words,
            name if BLOCK_MACROS.contains(&name) => Stands::Block,
            _ => Stands::Either,
        };
    }
    if is_format(element) || BETWEEN_WORDS.contains(&name) {
        Stands::Words
    } else if BLOCKS.contains(&name) {
        Stands::Block
    } else {
        Stands::Either
    }
}

/// Words that stand among blocks get a paragraph.
fn in_paragraphs(children: Vec<Xml>) -> Vec<Xml> {
    let mut done = Vec::new();
    let mut run: Vec<Xml> = Vec::new();
    let close = |run: &mut Vec<Xml>, done: &mut Vec<Xml>| {
        let mut run = std::mem::take(run);
        if run.iter().any(|node| matches!(stands(node), Stands::Words)) {
            trim(&mut run);
            if !run.is_empty() {
                done.push(Element::new("p").holding(run).into());
            }
        } else {
            done.extend(run);
        }
    };
    for child in children {
        if matches!(stands(&child), Stands::Block) {
            close(&mut run, &mut done);
            done.push(child);
        } else {
            run.push(child);
        }
    }
    close(&mut run, &mut done);
    done.into_iter().map(image_alone).collect()
}

/// A paragraph that is nothing but an image is the image.
fn image_alone(node: Xml) -> Xml {
    match node {
        Xml::Element(mut element)
            if element.name == "p"
                && element.attrs.is_empty()
                && matches!(element.children.as_slice(), [Xml::Element(image)] if image.name == "ac:image") =>
        {
            element.children.pop().unwrap_or(Xml::Text(String::new()))
        }
        node => node,
    }
}

fn special(element: &mut Element) {
    match element.name.as_str() {
        "table" => rows_in_body(element),
        "ac:structured-macro" => macro_parts(element),
        "ac:link" => link_body(element),
        "ac:task-body" => placeholder(element),
        _ => {}
    }
    if HOLDS_BLOCKS.contains(&element.name.as_str()) {
        layouts(&mut element.children);
    }
}

fn rows_in_body(table: &mut Element) {
    if table.elements().any(|child| child.name == "tr")
        && table.elements().all(|child| ["tr", "colgroup"].contains(&child.name.as_str()))
    {
        let (rows, mut others): (Vec<Xml>, Vec<Xml>) = std::mem::take(&mut table.children)
            .into_iter()
            .partition(|child| child.element().is_some_and(|child| child.name == "tr"));
        others.push(Element::new("tbody").holding(rows).into());
        table.children = others;
    }
}

/// Parameters by their names, then the body; an empty one for text is none.
fn macro_parts(element: &mut Element) {
    let name = element.attr("ac:name").unwrap_or_default();
    if (BLOCK_MACROS.contains(&name) || name == "status") && element.attr("ac:schema-version").is_none() {
        element.attrs.push(("ac:schema-version".to_owned(), "1".to_owned()));
        element.attrs.sort();
    }
    let parameter = |node: &Xml| {
        node.element().filter(|node| node.name == "ac:parameter").map(|node| node.attr("ac:name").map(str::to_owned))
    };
    element.children.sort_by_key(|child| match parameter(child) {
        Some(name) => (0, name),
        None => (1, None),
    });
    element.children.retain(|child| {
        !child.element().is_some_and(|child| child.name == "ac:plain-text-body" && child.children.is_empty())
    });
}

/// A body of words alone is a plain one; a body that says what is shown anyway is none.
fn link_body(link: &mut Element) {
    let shown = link.elements().find_map(default_words);
    for child in &mut link.children {
        if let Xml::Element(body) = child
            && body.name == "ac:link-body"
            && body.words().is_some()
        {
            body.name = "ac:plain-text-link-body".to_owned();
        }
    }
    link.children.retain(|child| {
        let Some(body) =
            child.element().filter(|child| ["ac:plain-text-link-body", "ac:link-body"].contains(&child.name.as_str()))
        else {
            return true;
        };
        !body.children.is_empty() && (body.words().is_none() || body.words() != shown)
    });
}

/// What Confluence shows for a link without words.
pub(super) fn default_words(target: &Element) -> Option<String> {
    let name = match target.name.as_str() {
        "ri:page" | "ri:blog-post" => "ri:content-title",
        "ri:attachment" => "ri:filename",
        _ => return None,
    };
    target.attr(name).map(str::to_owned)
}

/// The span that Confluence puts around a task's words says nothing.
fn placeholder(body: &mut Element) {
    if let [Xml::Element(span)] = body.children.as_mut_slice()
        && span.name == "span"
        && span.attrs == [("class".to_owned(), "placeholder-inline-tasks".to_owned())]
    {
        body.children = std::mem::take(&mut span.children);
        trim(&mut body.children);
    }
}

/// Layouts that follow each other are one.
fn layouts(children: &mut Vec<Xml>) {
    let mut done: Vec<Xml> = Vec::new();
    for child in children.drain(..) {
        if let (Some(Xml::Element(before)), Xml::Element(child)) = (done.last_mut(), &child)
            && before.name == "ac:layout"
            && child.name == "ac:layout"
            && before.attrs.is_empty()
            && child.attrs.is_empty()
        {
            before.children.extend(child.children.iter().cloned());
            continue;
        }
        done.push(child);
    }
    *children = done;
}

/// `name: value;` with one space each, colours as `#rrggbb`.
fn style(text: &str) -> String {
    let mut parts = Vec::new();
    for part in text.split(';').filter(|part| !part.trim().is_empty()) {
        let Some((name, value)) = part.split_once(':') else { return text.to_owned() };
        let value = value.trim();
        let value = hex(value).unwrap_or_else(|| value.to_owned());
        parts.push(format!("{}: {value};", name.trim().to_ascii_lowercase()));
    }
    parts.join(" ")
}

/// `rgb(255,0,0)` as `#ff0000`.
fn hex(value: &str) -> Option<String> {
    let numbers = value.strip_prefix("rgb(")?.strip_suffix(')')?;
    let parts: Option<Vec<u8>> = numbers.split(',').map(|part| part.trim().parse().ok()).collect();
    match parts?.as_slice() {
        [red, green, blue] => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
        _ => None,
    }
}
