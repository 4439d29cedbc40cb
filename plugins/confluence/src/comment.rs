//! `confluence comment …`: below a page (footer), or on a place in its text (inline).

pub(crate) mod add;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod reopen;
pub(crate) mod reply;
mod resolution;
pub(crate) mod resolve;
pub(crate) mod update;

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::Value;

const FOOTER: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/footer-comments/{comment-id}",
    granular("read:comment:confluence"),
);

const INLINE: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/inline-comments/{comment-id}",
    granular("read:comment:confluence"),
);

/// What a command that takes any comment's id may use: only the site knows of which kind it is.
pub(crate) const FIND: EndpointGroup = endpoint_group!(FOOTER, INLINE);

/// Where a comment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub(crate) enum Place {
    Footer,
    Inline,
}

/// A comment that was found.
pub(crate) struct Comment {
    pub(crate) place: Place,
    pub(crate) record: Value,
}

impl Comment {
    /// Looks for a comment below pages, and then on places in texts.
    ///
    /// # Errors
    ///
    /// When there is none of either kind.
    pub(crate) async fn find(cx: &Cx, id: u64) -> Result<Self> {
        match Self::of(cx, Place::Footer, id).await {
            Err(error) if error.kind() == Kind::NotFound => {}
            found => return found,
        }
        let found = Self::of(cx, Place::Inline, id).await;
        found.map_err(|error| match error.kind() {
            Kind::NotFound => Error::not_found(format!("there is no comment `{id}`, or you may not see it")),
            _ => error,
        })
    }

    async fn of(cx: &Cx, place: Place, id: u64) -> Result<Self> {
        let endpoint = if place == Place::Footer { FOOTER } else { INLINE };
        let request = cx.request(endpoint).param("comment-id", id).query("body-format", "storage");
        Ok(Self { place, record: request.json().await? })
    }

    /// The beginning of what it says, for a question.
    pub(crate) fn beginning(&self) -> String {
        let text = crate::body::BodyFormat::Markdown.text(&self.record);
        let line = text.lines().next().unwrap_or_default();
        let short: String = line.chars().take(60).collect();
        if short.len() < text.trim_end().len() { format!("{short} …") } else { short }
    }
}
