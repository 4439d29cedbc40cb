//! Media: an image of another site is Markdown's own, the rest is `::media`.

use serde_json::Value;

use super::inline::Place;
use super::{Writer, complete, fenced, leaf, prefixed, span, with_attrs};
use crate::attrs::Pairs;
use crate::node::{View, kind};
use crate::schema;

impl Writer {
    pub(super) fn media_single(&mut self, view: &View<'_>) -> Option<String> {
        let (medium, caption) = match view.content {
            [medium] => (medium, None),
            [medium, caption] => (medium, Some(caption)),
            _ => return None,
        };
        let plain = view.attrs.is_some_and(|attrs| attrs.len() == 1) && view.str_attr("layout") == Some("center");
        if plain
            && view.marks.is_empty()
            && caption.is_none()
            && let Some(image) = image(medium)
        {
            return Some(image);
        }
        let attrs = view.attrs.filter(|attrs| !attrs.is_empty());
        if attrs.is_some_and(|attrs| !schema::complete("mediaSingle", attrs)) {
            return None;
        }
        let mut outer = schema::to_pairs(view, if plain { "layout" } else { "" });
        if attrs.is_none() {
            outer.insert(0, ("layout".to_owned(), String::new()));
        }
        let pairs = [pairs(medium)?, prefixed("single", &outer)].concat();
        let Some(caption) = caption else { return Some(leaf("media", "", &pairs)) };
        let caption = View::of(caption).filter(|caption| caption.kind == "caption" && caption.marks.is_empty())?;
        if caption.content.iter().any(|node| ["mediaInline", "inlineExtension"].contains(&kind(node))) {
            return None;
        }
        let own = schema::to_pairs(&caption, "");
        let body = if caption.content.is_empty() {
            leaf("paragraph", "", &own)
        } else {
            with_attrs(self.inline(caption.content, Place::Caption), &own)
        };
        Some(fenced("media", "", &pairs, &body))
    }
}

pub(super) fn group(view: &View<'_>) -> Option<String> {
    if view.content.is_empty() || !view.marks.is_empty() || view.attrs.is_some_and(|attrs| !attrs.is_empty()) {
        return None;
    }
    let media: Option<Vec<String>> =
        view.content.iter().map(|medium| Some(leaf("media", "", &pairs(medium)?))).collect();
    Some(fenced("media-group", "", &Pairs::new(), &media?.join("\n")))
}

fn pairs(medium: &Value) -> Option<Pairs> {
    let view = View::of(medium).filter(|view| view.kind == "media" && view.content.is_empty() && complete(view))?;
    let said = if view.str_attr("type") == Some("link") { "" } else { "type" };
    Some(schema::to_pairs(&view, said))
}

/// `![alt](url)`, perhaps in a link.
fn image(medium: &Value) -> Option<String> {
    let view = View::of(medium).filter(|view| view.kind == "media" && view.content.is_empty())?;
    let attrs = view.attrs?;
    let alt = view.attr("alt");
    if view.str_attr("type") != Some("external") || attrs.len() != 2 + usize::from(alt.is_some()) {
        return None;
    }
    let alt = match alt {
        Some(alt) => Some(alt.as_str()?),
        None => None,
    };
    let image = span::image(view.str_attr("url")?, alt)?;
    match view.marks {
        [] => Some(image),
        [link] => {
            let attrs = link.get("attrs")?.as_object().filter(|attrs| attrs.len() == 1)?;
            let only_link = kind(link) == "link" && link.as_object()?.len() == 2;
            let href = span::destination(attrs.get("href").filter(|_| only_link)?.as_str()?)?;
            Some(format!("[{image}]({href})"))
        }
        _ => None,
    }
}
