//! Links within Confluence, by addresses of our own: `page:SPACE/Title#anchor` and `attachment:name`.

use super::tidy::default_words;
use super::xml::{Element, Xml};
use crate::attrs::Pairs;

/// Addresses that we read as links within Confluence are not those of an `<a>`.
pub(super) fn is_plain_address(href: &str) -> bool {
    to_target(href).is_none()
}

/// Where a link within Confluence leads, and the words for it.
pub(super) fn read(element: &Element) -> Option<(String, Vec<Xml>)> {
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
    let words = words.unwrap_or_else(|| vec![Xml::Text(target.and_then(default_words).unwrap_or_default())]);
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
pub(super) fn to_target(href: &str) -> Option<(Option<Element>, Pairs)> {
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

/// A link that leads there, with these words.
pub(super) fn element(target: Option<Element>, attrs: Vec<(String, String)>, inside: Vec<Xml>) -> Xml {
    let shown = target.as_ref().and_then(default_words);
    let mut children: Vec<Xml> = target.into_iter().map(Xml::from).collect();
    let same = matches!(inside.as_slice(), [Xml::Text(words)] if Some(words) == shown.as_ref());
    if !same {
        let plain = inside.iter().all(|node| matches!(node, Xml::Text(_)));
        let body = if plain { "ac:plain-text-link-body" } else { "ac:link-body" };
        children.push(Element::new(body).holding(inside).into());
    }
    Xml::Element(Element { name: "ac:link".to_owned(), attrs, children })
}
