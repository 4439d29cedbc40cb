//! `confluence page list`: pages, of a space or of all.

use crate::spaces::{SPACES, SpaceRef};
use atlassian_plugin_sdk::prelude::*;

pub(crate) const LIST: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/pages",
    granular("read:page:confluence"),
);

/// As many as Confluence gives on a page.
const PAGE: Paging = Paging::confluence(250);

#[derive(Choice)]
enum Status {
    Current,
    Archived,
    Trashed,
}

/// List pages
#[derive(Command)]
#[command(path = "page list", effect = "read", result = "many", id = "/id")]
#[command(example = "confluence page list --space DEV")]
#[command(example = "confluence page list --space OPS --limit 0 --format quiet")]
#[http(SPACES, LIST)]
#[web(page: confluence "/wiki/pages/viewpage.action?pageId={id}")]
#[column("Id", "/id")]
#[column("Title", "/title")]
#[column("Status", "/status", status)]
#[column("Version", "/version/number", number)]
#[column("Updated", "/version/createdAt", date)]
pub(crate) struct List {
    /// Key, id or address of a space; without it, of all spaces
    #[arg(long, value_name = "SPACE")]
    space: Option<SpaceRef>,
    /// Exact title
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// State that they are in; without it, current and archived
    #[arg(long, value_name = "STATUS")]
    status: Option<Status>,
    /// Most pages to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let space = match &self.space {
            Some(space) => Some(space.find(cx).await?.id),
            None => None,
        };
        let request = cx.request(LIST).query_opt("space-id", space).query_opt("title", self.title);
        request.query_opt("status", self.status).list(cx, PAGE, self.limit).await
    }
}
