//! `confluence page versions`: what a page was before.

use crate::content_id::ContentId;
use crate::missing::{OrMissing, What};
use crate::names::{Names, PEOPLE};
use atlassian_plugin_sdk::prelude::*;

pub(crate) const VERSIONS: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/pages/{id}/versions",
    granular("read:page:confluence"),
);

/// As many as Confluence gives on a page.
const PAGE: Paging = Paging::confluence(250);

/// List the versions of a page, the newest first
#[derive(Command)]
#[command(path = "page versions", alias = "page history", effect = "read", result = "many", id = "/number")]
#[command(example = "confluence page versions 131074")]
#[http(VERSIONS, PEOPLE)]
#[column("Version", "/number", number)]
#[column("Created", "/createdAt", date)]
#[column("By", "/author/displayName", user)]
#[column("Message", "/message")]
pub(crate) struct Versions {
    /// Id or address of the page
    #[arg(positional)]
    page: ContentId,
    /// Most versions to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
}

impl Run for Versions {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut pages = cx.request(VERSIONS).param("id", &self.page).pages(PAGE, self.limit);
        let mut names = Names::default();
        while let Some(versions) = pages.try_next().await.or_missing(What::Page, &self.page)? {
            let versions = names.named(cx, &versions, "/authorId").await?;
            versions.iter().try_for_each(|version| cx.emit(version))?;
        }
        if pages.more() {
            cx.incomplete("`--limit 0` for all", None);
        }
        Ok(())
    }
}
