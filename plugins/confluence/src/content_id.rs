//! Ids of pages, blog posts, folders and the like, as people have them at hand: typed, or in an address pasted from the
//! browser.

use atlassian_plugin_sdk::of_this_site;
use atlassian_plugin_sdk::prelude::*;
use std::fmt;

/// The id of a piece of content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ContentId(pub(crate) String);

impl ArgType for ContentId {
    const KIND: &'static str = "string";

    fn from_json(json: &RawValue) -> Result<Self, String> {
        let text = String::from_json(json)?;
        of_this_site("confluence", &text)?;
        Self::from_text(&text)
    }
}

impl fmt::Display for ContentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ContentId {
    fn from_text(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let id = in_address(text).unwrap_or(text);
        if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self(id.to_owned()));
        }
        Err(format!(
            "`{text}` is no id: it is the number in the address of a page, and the whole address will do; \
             `confluence search --title …` finds it"
        ))
    }
}

/// The id in an address: `…/pages/ID/Title`, `…/blog/2026/01/02/ID/Title`, `…/folder/ID`, `…?pageId=ID`.
fn in_address(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let (path, query) = rest.split_once(['?', '#']).unwrap_or((rest, ""));
    let is_id = |part: &&str| part.len() > 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let in_query = ["pageId=", "draftId="].iter().find_map(|name| query.split('&').find_map(|p| p.strip_prefix(name)));
    let mut parts = path.split('/').skip_while(|part| !matches!(*part, "pages" | "blog" | "folder")).skip(1);
    in_query.or_else(|| parts.find(is_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_in_addresses() {
        let site = "https://your-domain.atlassian.net/wiki";
        for typed in [
            "131074".to_owned(),
            format!("{site}/spaces/DEV/pages/131074/How+we+release"),
            format!("{site}/spaces/DEV/pages/edit-v2/131074"),
            format!("{site}/spaces/DEV/pages/131074?focusedCommentId=5"),
            format!("{site}/spaces/DEV/blog/2026/01/02/131074/News"),
            format!("{site}/spaces/DEV/folder/131074"),
            format!("{site}/pages/viewpage.action?pageId=131074&x=y"),
        ] {
            assert_eq!(ContentId::from_text(&typed), Ok(ContentId("131074".to_owned())), "{typed}");
        }
        for typed in ["", "How we release", "https://example.com/x/abc", "DEV-1"] {
            assert!(ContentId::from_text(typed).is_err(), "{typed}");
        }
    }
}
