//! `confluence attachment …`

pub(crate) mod delete;
pub(crate) mod download;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod upload;

use self::get::GET;
use crate::missing::{OrMissing, What};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

/// Where the content of a file is, in storage that no credential goes to. The address that v2 names for it is not for
/// API tokens.
pub(crate) const CONTENT: Endpoint = endpoint!(
    confluence GET "/wiki/rest/api/content/{id}/child/attachment/{attachmentId}/download",
    granular("read:attachment:confluence", "readonly:content.attachment:confluence"),
    storage,
);

/// What commands need to know of a file.
#[derive(Debug, Clone, Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
pub(crate) struct Attachment {
    pub(crate) id: String,
    pub(crate) title: String,
    #[serde(default)]
    page_id: Option<String>,
    #[serde(default)]
    blog_post_id: Option<String>,
}

impl Attachment {
    /// What the site knows of a file. Needs [`GET`].
    ///
    /// # Errors
    ///
    /// When there is none with this id.
    pub(crate) async fn find(cx: &Cx, id: &str) -> Result<Self> {
        cx.request(GET).param("id", id).json().await.or_missing(What::Attachment, id)
    }

    /// The page or blog post that it is at.
    ///
    /// # Errors
    ///
    /// When it is at neither.
    pub(crate) fn container(&self) -> Result<&str> {
        let container = self.page_id.as_deref().or(self.blog_post_id.as_deref());
        container.ok_or_else(|| Error::invalid(format!("`{}` is at no page and no blog post", self.id)))
    }
}
