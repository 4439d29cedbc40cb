//! `confluence label list`: the labels of a page or a blog post.

use crate::content_id::ContentId;
use crate::missing::OrMissing;
use atlassian_plugin_sdk::prelude::*;

pub(crate) const OF_PAGE: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/pages/{id}/labels",
    granular("read:page:confluence"),
);

pub(crate) const OF_BLOG: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/blogposts/{id}/labels",
    granular("read:page:confluence"),
);

/// As many as Confluence gives on a page.
pub(crate) const PAGE: Paging = Paging::confluence(250);

/// List the labels of a page or a blog post
#[derive(Command)]
#[command(path = "label list", alias = "page labels", effect = "read", result = "many", id = "/name")]
#[command(example = "confluence label list 131074")]
#[http(OF_PAGE, OF_BLOG)]
#[column("Label", "/name")]
#[column("Prefix", "/prefix")]
#[column("Id", "/id")]
pub(crate) struct List {
    /// Id or address of the page
    #[arg(positional)]
    page: ContentId,
    /// It is a blog post
    #[arg(long)]
    blog: bool,
    /// Most labels to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let endpoint = if self.blog { OF_BLOG } else { OF_PAGE };
        let listed = cx.request(endpoint).param("id", &self.page).list(cx, PAGE, self.limit).await;
        listed.or_missing_unless_blog(&self.page, self.blog)
    }
}
