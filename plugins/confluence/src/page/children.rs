//! `confluence page children`: what lies directly below a page or a folder.

use crate::content_id::ContentId;
use crate::missing::{OrMissing, What};
use atlassian_plugin_sdk::prelude::*;

const OF_PAGE: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/pages/{id}/direct-children",
    granular("read:hierarchical-content:confluence"),
);

const OF_FOLDER: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/folders/{id}/direct-children",
    granular("read:hierarchical-content:confluence"),
);

/// As many as Confluence gives on a page.
const PAGE: Paging = Paging::confluence(250);

/// List what lies directly below a page or a folder
///
/// In the order in which Confluence shows it: pages, folders, whiteboards, databases and embedded links.
#[derive(Command)]
#[command(path = "page children", effect = "read", result = "many", id = "/id")]
#[command(example = "confluence page children 131073", example = "confluence page children 131401 --folder")]
#[http(OF_PAGE, OF_FOLDER)]
#[web(page: confluence "/wiki/pages/viewpage.action?pageId={id}")]
#[column("Id", "/id")]
#[column("Type", "/type")]
#[column("Title", "/title")]
#[column("Status", "/status", status)]
pub(crate) struct Children {
    /// Id or address of the page
    #[arg(positional)]
    page: ContentId,
    /// It is a folder
    #[arg(long)]
    folder: bool,
    /// Most to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for Children {
    async fn run(self, cx: &Cx) -> Result<()> {
        let endpoint = if self.folder { OF_FOLDER } else { OF_PAGE };
        let what = if self.folder { What::Folder } else { What::Page };
        let listed = cx.request(endpoint).param("id", &self.page).list(cx, PAGE, self.limit).await;
        listed.or_missing(what, &self.page)
    }
}
