//! `confluence attachment list`: the files at a page or a blog post.

use crate::content_id::ContentId;
use crate::missing::OrMissing;
use atlassian_plugin_sdk::prelude::*;

pub(crate) const OF_PAGE: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/pages/{id}/attachments",
    granular("read:attachment:confluence"),
);

const OF_BLOG: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/blogposts/{id}/attachments",
    granular("read:attachment:confluence"),
);

/// As many as Confluence gives on a page.
pub(crate) const PAGE: Paging = Paging::confluence(250);

/// List the files at a page or a blog post
#[derive(Command)]
#[command(path = "attachment list", effect = "read", result = "many", id = "/id")]
#[command(example = "confluence attachment list 131074")]
#[http(OF_PAGE, OF_BLOG)]
#[web(files: confluence "/wiki/pages/viewpageattachments.action?pageId={pageId}")]
#[column("Id", "/id")]
#[column("Name", "/title")]
#[column("Size", "/fileSize", bytes)]
#[column("Type", "/mediaType")]
#[column("Version", "/version/number", number)]
#[column("Updated", "/version/createdAt", date)]
#[column("Comment", "/comment")]
pub(crate) struct List {
    /// Id or address of the page
    #[arg(positional)]
    page: ContentId,
    /// It is a blog post
    #[arg(long)]
    blog: bool,
    /// Only the file of this name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Most files to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let endpoint = if self.blog { OF_BLOG } else { OF_PAGE };
        let request = cx.request(endpoint).param("id", &self.page).query_opt("filename", self.name);
        request.list(cx, PAGE, self.limit).await.or_missing_unless_blog(&self.page, self.blog)
    }
}
