//! `confluence folder get`: one folder by id.

use crate::content_id::ContentId;
use crate::missing::{OrMissing, What};
use atlassian_plugin_sdk::prelude::*;

pub(crate) const GET: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/folders/{id}",
    granular("read:folder:confluence"),
);

/// Show one folder
#[derive(Command)]
#[command(path = "folder get", effect = "read", result = "one", id = "/id")]
#[command(example = "confluence folder get 131401")]
#[http(GET)]
#[column("Id", "/id")]
#[column("Title", "/title")]
#[column("Status", "/status", status)]
#[column("Space", "/spaceId")]
#[column("Below", "/parentId")]
#[column("Created", "/createdAt", date)]
pub(crate) struct Get {
    /// Id or address of the folder
    #[arg(positional)]
    folder: ContentId,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let found = cx.request(GET).param("id", &self.folder).raw().await;
        cx.emit_raw(&found.or_missing(What::Folder, &self.folder)?)
    }
}
