//! `confluence attachment get`: what is known of one file.

use crate::missing::{OrMissing, What};
use atlassian_plugin_sdk::prelude::*;

pub(crate) const GET: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/attachments/{id}",
    granular("read:attachment:confluence"),
);

/// Show what is known of a file
#[derive(Command)]
#[command(path = "attachment get", effect = "read", result = "one", id = "/id")]
#[command(example = "confluence attachment get att131951")]
#[http(GET)]
#[web(files: confluence "/wiki/pages/viewpageattachments.action?pageId={pageId}")]
#[column("Id", "/id")]
#[column("Name", "/title")]
#[column("Size", "/fileSize", bytes)]
#[column("Type", "/mediaType")]
#[column("Page", "/pageId")]
#[column("Version", "/version/number", number)]
#[column("Updated", "/version/createdAt", date)]
#[column("Comment", "/comment")]
pub(crate) struct Get {
    /// Id of the attachment
    #[arg(positional, value_name = "ID")]
    attachment: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let found = cx.request(GET).param("id", &self.attachment).raw().await;
        cx.emit_raw(&found.or_missing(What::Attachment, &self.attachment)?)
    }
}
