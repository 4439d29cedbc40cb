//! `confluence label remove`: takes labels off a page or a blog post; v2 has no such route.

use super::list::{OF_BLOG, OF_PAGE, PAGE};
use crate::content_id::ContentId;
use crate::missing::{OrMissing, What};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

pub(crate) const REMOVE: Endpoint = endpoint!(
    confluence DELETE "/wiki/rest/api/content/{id}/label",
    classic("write:confluence-content"),
    granular("write:label:confluence"),
);

/// Take labels off a page or a blog post
#[derive(Command)]
#[command(path = "label remove", alias = "page remove-label", effect = "write", result = "none")]
#[command(example = "confluence label remove 131074 how-to")]
#[http(OF_PAGE, OF_BLOG, REMOVE)]
pub(crate) struct Remove {
    /// Id or address of the page or blog post
    #[arg(positional)]
    page: ContentId,
    /// Label (can be repeated)
    #[arg(positional, required)]
    label: Vec<String>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Label {
    name: String,
}

impl Run for Remove {
    async fn run(self, cx: &Cx) -> Result<()> {
        let there = self.labels(cx).await?;
        for label in self.label.iter().map(|label| label.trim()) {
            // The site says the same whether there was anything to remove or not.
            if !there.iter().any(|one| one.name.eq_ignore_ascii_case(label)) {
                cx.note(&format!("`{}` has no label `{label}`", self.page));
                continue;
            }
            cx.request(REMOVE).param("id", &self.page).query("name", label).send().await?;
            cx.success(&format!("removed the label `{label}` from `{}`", self.page));
        }
        Ok(())
    }
}

impl Remove {
    /// The labels that it has, whichever of the two it is.
    async fn labels(&self, cx: &Cx) -> Result<Vec<Label>> {
        let of = |endpoint| cx.request(endpoint).param("id", &self.page).all(PAGE);
        match of(OF_PAGE).await {
            Err(error) if error.kind() == Kind::NotFound => of(OF_BLOG).await.or_missing(What::Page, &self.page),
            found => found,
        }
    }
}
