//! Words and what stands between them: marks are elements around, nodes are elements beside.

use serde_json::{Map, Value};

use super::tidy::{self, FORMATS};
use super::xml::{self, Element, Xml};
use super::{KEPT, kept};
use crate::attrs::Pairs;
use crate::date;
use crate::node::{self, kind, marks};
use crate::schema;

/// The words of an element as nodes.
pub(super) fn read(nodes: &[Xml]) -> Vec<Value> {
    let mut out = Vec::new();
    collect(nodes, &[], &mut out);
    out
}

fn collect(nodes: &[Xml], marks: &[Value], out: &mut Vec<Value>) {
    for node in nodes {
        let element = match node {
            Xml::Text(text) => {
                out.push(node::text(text, marks));
                continue;
            }
            Xml::Element(element) => element,
        };
        let format = FORMATS.contains(&element.name.as_str()) && !element.children.is_empty();
        if format
            && element.name == "a"
            && let Some(card) = card(element)
        {
            out.push(with_marks(card, marks));
        } else if format {
            collect(&element.children, &[marks, &[mark(element)]].concat(), out);
        } else if let Some((target, words)) = link(element) {
            let link = node::with("link", &[("href", &target)]);
            collect(&words, &[marks, &[link]].concat(), out);
        } else {
            let made = between(element).unwrap_or_else(|| super::read::raw(node));
            out.push(with_marks(made, marks));
        }
    }
}

fn with_marks(mut node: Value, marks: &[Value]) -> Value {
    if !marks.is_empty() {
        node::set(&mut node, "marks", Value::from(marks));
    }
    node
}

/// A format as a mark; one that has no mark of ADF's is kept with its attributes.
fn mark(element: &Element) -> Value {
    let plain = element.attrs.is_empty();
    let style = match element.attrs.as_slice() {
        [(name, value)] if name == "style" => value.strip_suffix(';').and_then(|style| style.split_once(": ")),
        _ => None,
    };
    let known = match (element.name.as_str(), style) {
        ("strong" | "em" | "code", _) if plain => node::with(&element.name, &[]),
        ("u", _) if plain => node::with("underline", &[]),
        ("del", _) if plain => node::with("strike", &[]),
        ("sub" | "sup", _) if plain => node::with("subsup", &[("type", &element.name)]),
        ("span", Some(("color", color))) if schema::is_color(color, &[6]) => {
            node::with("textColor", &[("color", color)])
        }
        ("span", Some(("background-color", color))) if schema::is_color(color, &[6]) => {
            node::with("backgroundColor", &[("color", color)])
        }
        ("ac:inline-comment-marker", _) if element.attrs.len() == 1 && element.attr("ac:ref").is_some() => node::with(
            "annotation",
            &[("id", element.attr("ac:ref").unwrap_or_default()), ("annotationType", "inlineComment")],
        ),
        ("a", _)
            if element.attr("href").is_some_and(is_plain_address)
                && element
                    .attrs
                    .iter()
                    .all(|(name, value)| name == "href" || (name == "title" && !value.is_empty())) =>
        {
            let attrs: Map<String, Value> =
                element.attrs.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
            node::leaf("link", attrs)
        }
        _ => Value::Null,
    };
    if !known.is_null() {
        return known;
    }
    let attrs: Map<String, Value> =
        element.attrs.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    {
        let mut mark = node::texts(&[("name", &element.name)]);
        mark.insert("attributes".to_owned(), Value::Object(attrs));
        node::leaf("storage", mark)
    }
}

/// Addresses that we read as links within Confluence are not those of an `<a>`.
fn is_plain_address(href: &str) -> bool {
    !["page:", "attachment:"].iter().any(|scheme| href.starts_with(scheme))
}

/// A smart link between words.
fn card(element: &Element) -> Option<Value> {
    let href = element.attr("href")?;
    let inline = element.attrs.len() == 2 && element.attr("data-card-appearance") == Some("inline");
    let same = element.words().is_some_and(|words| words == href);
    (inline && same).then(|| node::with("inlineCard", &[("url", href)]))
}

/// Where a link within Confluence leads, and the words for it.
fn link(element: &Element) -> Option<(String, Vec<Xml>)> {
    if element.name != "ac:link" {
        return None;
    }
    let mut target = None;
    let mut words = None;
    for child in element.elements() {
        match child.name.as_str() {
            "ri:page" | "ri:attachment" if target.is_none() && child.children.is_empty() => target = Some(child),
            "ac:link-body" | "ac:plain-text-link-body" if words.is_none() && child.attrs.is_empty() => {
                words = Some(child.children.clone());
            }
            _ => return None,
        }
    }
    let href = href(target, &element.attrs)?;
    let words = words.unwrap_or_else(|| vec![Xml::Text(target.and_then(tidy::default_words).unwrap_or_default())]);
    // Read back, it has to be the same link.
    (!words.is_empty()
        && words != [Xml::Text(String::new())]
        && to_target(&href) == Some((target.cloned(), element.attrs.clone())))
    .then_some((href, words))
}

fn href(target: Option<&Element>, attrs: &[(String, String)]) -> Option<String> {
    let anchor = match attrs {
        [] => None,
        [(name, anchor)] if name == "ac:anchor" => Some(anchor),
        _ => return None,
    };
    let to = match target {
        Some(page) if page.name == "ri:page" => {
            let title = page.attr("ri:content-title")?;
            match page.attr("ri:space-key") {
                Some(space) => format!("page:{space}/{title}"),
                None => format!("page:{title}"),
            }
        }
        Some(file) => format!("attachment:{}", file.attr("ri:filename")?),
        None => String::new(),
    };
    Some(match anchor {
        Some(anchor) => format!("{to}#{anchor}"),
        None => to,
    })
}

/// `page:SPACE/Title#anchor` and `attachment:name`: what they lead to, and the attributes of the link.
fn to_target(href: &str) -> Option<(Option<Element>, Pairs)> {
    let (to, anchor) = match href.rsplit_once('#') {
        Some((to, anchor)) => (to, Some(anchor)),
        None => (href, None),
    };
    let attrs = anchor.map(|anchor| ("ac:anchor".to_owned(), anchor.to_owned())).into_iter().collect();
    let target = if let Some(page) = to.strip_prefix("page:") {
        let (space, title) = match page.split_once('/') {
            Some((space, title)) if is_space(space) => (Some(space), title),
            _ => (None, page),
        };
        let page = Element::new("ri:page").with("ri:content-title", title);
        Some(match space {
            Some(space) => page.with("ri:space-key", space),
            None => page,
        })
    } else if let Some(name) = to.strip_prefix("attachment:") {
        Some(Element::new("ri:attachment").with("ri:filename", name))
    } else if to.is_empty() && anchor.is_some_and(|anchor| !anchor.is_empty()) {
        None
    } else {
        return None;
    };
    Some((target, attrs))
}

/// Keys of spaces are letters and digits, of personal ones with a tilde before.
fn is_space(key: &str) -> bool {
    let key = key.strip_prefix('~').unwrap_or(key);
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-:.@".contains(c))
}

/// A node that stands between words.
fn between(element: &Element) -> Option<Value> {
    let none = element.children.is_empty();
    let one = |name: &str| element.attr(name).filter(|_| none && element.attrs.len() == 1);
    match element.name.as_str() {
        "br" if none && element.attrs.is_empty() => Some(node::with("hardBreak", &[])),
        "time" => {
            let timestamp = date::to_timestamp(one("datetime")?)?;
            (date::from_timestamp(&timestamp).as_deref() == one("datetime"))
                .then(|| node::with("date", &[("timestamp", &timestamp)]))
        }
        "ac:placeholder" if element.attrs.is_empty() => Some(node::with("placeholder", &[("text", &element.words()?)])),
        "ac:link" if element.attrs.is_empty() => {
            let [Xml::Element(user)] = element.children.as_slice() else { return None };
            let id = user
                .attr("ri:account-id")
                .filter(|_| user.name == "ri:user" && user.attrs.len() == 1 && user.children.is_empty())?;
            Some(node::with("mention", &[("id", id)]))
        }
        "ac:emoticon" if none => emoticon(element),
        // One that has more than Markdown's own form can say is kept as it is.
        "ac:image" => image(element)
            .filter(|image| ["width", "height", KEPT].iter().all(|name| image["attrs"].get(name).is_none())),
        "ac:structured-macro" if element.attr("ac:name") == Some("status") => status(element),
        _ => None,
    }
}

fn emoticon(element: &Element) -> Option<Value> {
    let mut attrs = Map::new();
    let mut other = Map::new();
    for (name, value) in &element.attrs {
        match name.as_str() {
            "ac:emoji-shortname" => drop(attrs.insert("shortName".to_owned(), value.as_str().into())),
            "ac:emoji-id" => drop(attrs.insert("id".to_owned(), value.as_str().into())),
            "ac:emoji-fallback" => drop(attrs.insert("text".to_owned(), value.as_str().into())),
            name => drop(other.insert(name.to_owned(), value.as_str().into())),
        }
    }
    let name = element.attr("ac:name");
    if !attrs.contains_key("shortName") {
        let classic = name.filter(|name| CLASSIC.contains(name) && element.attrs.len() == 1)?;
        return Some(node::with("emoji", &[("shortName", &format!(":{classic}:"))]));
    }
    if name == Some(GENERIC) {
        other.shift_remove("ac:name");
    } else if name.is_none()
        || CLASSIC.iter().any(|classic| {
            attrs.len() == 1 && attrs.get("shortName").is_some_and(|name| *name == format!(":{classic}:"))
        })
    {
        return None;
    }
    if !other.is_empty() {
        attrs.insert(KEPT.to_owned(), Value::Object(other));
    }
    // One that reads as a classic emoticon would come back as one.
    let short = attrs.get("shortName").and_then(Value::as_str).unwrap_or_default();
    (attrs.len() > 1 || !CLASSIC.contains(&short.trim_matches(':'))).then(|| node::leaf("emoji", attrs))
}

/// Emoticons from before emoji.
const CLASSIC: &[&str] = &[
    "smile",
    "sad",
    "cheeky",
    "laugh",
    "wink",
    "thumbs-up",
    "thumbs-down",
    "information",
    "tick",
    "cross",
    "warning",
    "plus",
    "minus",
    "question",
    "light-on",
    "light-off",
    "yellow-star",
    "red-star",
    "green-star",
    "blue-star",
    "heart",
    "broken-heart",
];

/// What Confluence calls an emoji that is none of the emoticons.
const GENERIC: &str = "blue-star";

fn status(element: &Element) -> Option<Value> {
    let mut attrs = Map::new();
    let mut other = Map::new();
    for child in element.elements() {
        let (name, value) =
            (child.attr("ac:name").filter(|_| child.name == "ac:parameter" && child.attrs.len() == 1)?, child.words()?);
        match name {
            "title" if !value.is_empty() => drop(attrs.insert("text".to_owned(), value.into())),
            "colour" => {
                let (_, color) = COLOURS.iter().find(|(colour, _)| **colour == value)?;
                attrs.insert("color".to_owned(), (*color).into());
            }
            name => drop(other.insert(format!("parameter:{name}"), value.into())),
        }
    }
    if attrs.get("color").is_none() {
        attrs.insert("color".to_owned(), "neutral".into());
        other.insert("colour".to_owned(), "".into());
    }
    attrs.contains_key("text").then_some(())?;
    keep(element, &["ac:name"], &mut other)?;
    if !other.is_empty() {
        attrs.insert(KEPT.to_owned(), Value::Object(other));
    }
    Some(node::leaf("status", attrs))
}

const COLOURS: &[(&str, &str)] = &[
    ("Grey", "neutral"),
    ("Red", "red"),
    ("Yellow", "yellow"),
    ("Green", "green"),
    ("Blue", "blue"),
    ("Purple", "purple"),
];

/// Attributes that have no place elsewhere; the version of a macro that everybody writes is none.
pub(super) fn keep(element: &Element, said: &[&str], other: &mut Map<String, Value>) -> Option<()> {
    for (name, value) in &element.attrs {
        let usual = name == "ac:schema-version" && value == "1";
        if !said.contains(&name.as_str()) && !usual {
            other.insert(name.clone(), value.as_str().into());
        }
    }
    Some(())
}

/// An image; its attributes are those of the element, without the prefix where ADF has them, too.
pub(super) fn image(element: &Element) -> Option<Value> {
    let [Xml::Element(source)] = element.children.as_slice() else { return None };
    let url = match source.name.as_str() {
        _ if source.attrs.len() != 1 || !source.children.is_empty() => return None,
        "ri:attachment" => format!("attachment:{}", source.attr("ri:filename")?),
        "ri:url" => source.attr("ri:value").filter(|url| is_plain_address(url))?.to_owned(),
        _ => return None,
    };
    let mut attrs = Map::new();
    attrs.insert("type".to_owned(), "external".into());
    attrs.insert("url".to_owned(), url.into());
    let mut other = Map::new();
    if let Some(alt) = element.attr("ac:alt") {
        attrs.insert("alt".to_owned(), alt.into());
    }
    let mut said = vec!["ac:alt"];
    for (theirs, ours) in [("ac:width", "width"), ("ac:height", "height")] {
        let number = element.attr(theirs).and_then(|text| Some((text, text.parse::<u32>().ok()?)));
        if let Some((_, number)) = number.filter(|(text, number)| number.to_string() == *text) {
            attrs.insert(ours.to_owned(), number.into());
            said.push(theirs);
        }
    }
    keep(element, &said, &mut other)?;
    if !other.is_empty() {
        attrs.insert(KEPT.to_owned(), Value::Object(other));
    }
    Some(node::leaf("image", attrs))
}

/// Nodes as the words of an element: formats are opened once for all nodes that follow each other in them.
pub(super) fn write(content: &[Value]) -> Vec<Xml> {
    group(content, 0)
}

fn group(content: &[Value], depth: usize) -> Vec<Xml> {
    let mut out = Vec::new();
    let mut rest = content;
    while let Some(first) = rest.first() {
        let Some(mark) = marks(first).get(depth) else {
            push(&mut out, leaf(first));
            rest = rest.get(1..).unwrap_or_default();
            continue;
        };
        let count = rest.iter().take_while(|node| marks(node).get(depth) == Some(mark)).count();
        let (inside, after) = rest.split_at(count);
        out.push(format(mark, group(inside, depth + 1)));
        rest = after;
    }
    out
}

fn push(out: &mut Vec<Xml>, node: Vec<Xml>) {
    for node in node {
        match (out.last_mut(), node) {
            (Some(Xml::Text(before)), Xml::Text(text)) => before.push_str(&text),
            (_, node) => out.push(node),
        }
    }
}

fn format(mark: &Value, inside: Vec<Xml>) -> Xml {
    let attrs = mark.get("attrs");
    let attr = |name: &str| attrs.and_then(|attrs| attrs.get(name)).and_then(Value::as_str).unwrap_or_default();
    let element = match kind(mark) {
        "strong" => Element::new("strong"),
        "em" => Element::new("em"),
        "code" => Element::new("code"),
        "underline" => Element::new("u"),
        "strike" => Element::new("del"),
        "subsup" if attr("type") == "sub" => Element::new("sub"),
        "subsup" => Element::new("sup"),
        "textColor" => Element::new("span").with("style", format!("color: {};", attr("color"))),
        "backgroundColor" => Element::new("span").with("style", format!("background-color: {};", attr("color"))),
        "annotation" => Element::new("ac:inline-comment-marker").with("ac:ref", attr("id")),
        "link" => match to_target(attr("href")) {
            Some((target, attrs)) => return link_element(target, attrs, inside),
            None => {
                let link = Element::new("a").with("href", attr("href"));
                if attr("title").is_empty() { link } else { link.with("title", attr("title")) }
            }
        },
        "storage" => other_format(attrs).unwrap_or_else(|| Element::new("span")),
        _ => Element::new("span"),
    };
    element.holding(inside).into()
}

fn other_format(attrs: Option<&Value>) -> Option<Element> {
    let name = attrs?.get("name")?.as_str().filter(|name| FORMATS.contains(name))?;
    let mut element = Element::new(name);
    for (name, value) in attrs?.get("attributes")?.as_object()? {
        if xml::is_name(name) {
            element = element.with(name, value.as_str()?);
        }
    }
    Some(element)
}

fn link_element(target: Option<Element>, attrs: Vec<(String, String)>, inside: Vec<Xml>) -> Xml {
    let shown = target.as_ref().and_then(tidy::default_words);
    let mut children: Vec<Xml> = target.into_iter().map(Xml::from).collect();
    let same = matches!(inside.as_slice(), [Xml::Text(words)] if Some(words) == shown.as_ref());
    if !same {
        let plain = inside.iter().all(|node| matches!(node, Xml::Text(_)));
        let body = if plain { "ac:plain-text-link-body" } else { "ac:link-body" };
        children.push(Element::new(body).holding(inside).into());
    }
    Xml::Element(Element { name: "ac:link".to_owned(), attrs, children })
}

fn leaf(node: &Value) -> Vec<Xml> {
    let attr = |name: &str| node.get("attrs").and_then(|attrs| attrs.get(name)).and_then(Value::as_str);
    let element = match kind(node) {
        "text" => return vec![Xml::Text(node.get("text").and_then(Value::as_str).unwrap_or_default().to_owned())],
        "hardBreak" => Element::new("br"),
        "date" => match attr("timestamp").and_then(date::from_timestamp) {
            Some(day) => Element::new("time").with("datetime", day),
            None => return vec![Xml::Text(attr("timestamp").unwrap_or_default().to_owned())],
        },
        "placeholder" => Element::new("ac:placeholder").holding(words(attr("text").unwrap_or_default())),
        "mention" => {
            let user = Element::new("ri:user").with("ri:account-id", attr("id").unwrap_or_default());
            Element::new("ac:link").holding(vec![user.into()])
        }
        "emoji" => emoji_element(node, attr("shortName").unwrap_or_default()),
        "status" => status_element(node),
        "inlineCard" => {
            let url = attr("url").unwrap_or_default();
            Element::new("a").with("data-card-appearance", "inline").with("href", url).holding(words(url))
        }
        "image" => image_element(node),
        "storage" => return verbatim(attr("xml").unwrap_or_default()),
        _ => return vec![Xml::Text(json_words(node))],
    };
    vec![element.into()]
}

/// A node that storage format has nothing for: what it shows, or else what it is.
fn json_words(node: &Value) -> String {
    let shown = crate::plain_text(node);
    if shown.is_empty() { node.to_string() } else { shown }
}

fn words(text: &str) -> Vec<Xml> {
    if text.is_empty() { Vec::new() } else { vec![Xml::Text(text.to_owned())] }
}

/// XML that was kept; what is none is shown as text.
pub(super) fn verbatim(text: &str) -> Vec<Xml> {
    xml::parse(text).unwrap_or_else(|| words(text))
}

fn emoji_element(node: &Value, short: &str) -> Element {
    let attr = |name: &str| node.get("attrs").and_then(|attrs| attrs.get(name)).and_then(Value::as_str);
    let name = short.trim_matches(':');
    let alone = node.get("attrs").and_then(Value::as_object).is_some_and(|attrs| attrs.len() == 1);
    if alone && CLASSIC.contains(&name) {
        return Element::new("ac:emoticon").with("ac:name", name);
    }
    let mut element = Element::new("ac:emoticon").with("ac:emoji-shortname", short);
    for (from, to) in [("id", "ac:emoji-id"), ("text", "ac:emoji-fallback")] {
        if let Some(value) = attr(from) {
            element = element.with(to, value);
        }
    }
    element = with_kept(element, node);
    if element.attr("ac:name").is_none() { element.with("ac:name", GENERIC) } else { element }
}

/// The element with what was kept of its attributes.
pub(super) fn with_kept(mut element: Element, node: &Value) -> Element {
    for (name, value) in kept(node) {
        if xml::is_name(name) && !name.starts_with("parameter:") && element.attr(name).is_none() {
            element = element.with(name, value);
        }
    }
    element
}

fn status_element(node: &Value) -> Element {
    let attr = |name: &str| node.get("attrs").and_then(|attrs| attrs.get(name)).and_then(Value::as_str);
    let mut parameters = vec![parameter("title", attr("text").unwrap_or_default())];
    let colour = COLOURS.iter().find(|(_, color)| attr("color") == Some(color)).map_or("Grey", |(colour, _)| colour);
    if !kept(node).any(|(name, _)| name == "colour") {
        parameters.push(parameter("colour", colour));
    }
    parameters.extend(kept_parameters(node));
    let mut element = macro_element("status", node).holding(parameters);
    element.attrs.retain(|(name, _)| name != "colour");
    element
}

/// A macro with what was kept of its attributes.
pub(super) fn macro_element(name: &str, node: &Value) -> Element {
    let element = with_kept(Element::new("ac:structured-macro").with("ac:name", name), node);
    let version = element.attr("ac:schema-version").is_some();
    if version { element } else { element.with("ac:schema-version", "1") }
}

pub(super) fn parameter(name: &str, value: &str) -> Xml {
    Element::new("ac:parameter").with("ac:name", name).holding(words(value)).into()
}

/// Parameters of a macro that our nodes have no place for.
pub(super) fn kept_parameters(node: &Value) -> Vec<Xml> {
    kept(node).filter_map(|(name, value)| Some(parameter(name.strip_prefix("parameter:")?, value))).collect()
}

pub(super) fn image_element(node: &Value) -> Element {
    let attr = |name: &str| node.get("attrs").and_then(|attrs| attrs.get(name)).and_then(Value::as_str);
    let url = attr("url").unwrap_or_default();
    let source = match url.strip_prefix("attachment:") {
        Some(name) => Element::new("ri:attachment").with("ri:filename", name),
        None => Element::new("ri:url").with("ri:value", url),
    };
    let element = match attr("alt") {
        Some(alt) => Element::new("ac:image").with("ac:alt", alt),
        None => Element::new("ac:image"),
    };
    with_kept(element, node).holding(vec![source.into()])
}
