//! `confluence label remove`: takes labels off a page or a blog post; v2 has no such route.

use crate::content_id::ContentId;
use atlassian_plugin_sdk::prelude::*;

pub(crate) const REMOVE: Endpoint = endpoint!(
    confluence DELETE "/wiki/rest/api/content/{id}/label",
    classic("write:confluence-content"),
    granular("write:label:confluence"),
);

/// Take labels off a page or a blog post
#[derive(Command)]
#[command(path = "label remove", alias = "page remove-label", effect = "write", result = "none")]
#[command(example = "confluence label remove 131074 how-to")]
#[http(REMOVE)]
pub(crate) struct Remove {
    /// Id or address of the page or blog post
    #[arg(positional)]
    page: ContentId,
    /// Label (can be repeated)
    #[arg(positional, required)]
    label: Vec<String>,
}

impl Run for Remove {
    async fn run(self, cx: &Cx) -> Result<()> {
        for label in &self.label {
            cx.request(REMOVE).param("id", &self.page).query("name", label.trim()).send().await?;
            cx.success(&format!("`{}` has no label `{}`", self.page, label.trim()));
        }
        Ok(())
    }
}
