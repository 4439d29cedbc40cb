//! `confluence page copy`: one page, without what lies below it; v2 has no such route.

use crate::content_id::ContentId;
use crate::json::put;
use crate::spaces::{SPACES, SpaceRef};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const COPY: Endpoint = endpoint!(
    confluence POST "/wiki/rest/api/content/{id}/copy",
    classic("write:confluence-content"),
    granular("read:content-details:confluence", "write:page:confluence"),
);

/// Copy a page, without what lies below it
#[derive(Command)]
#[command(path = "page copy", effect = "write", result = "one", id = "/id")]
#[command(example = "confluence page copy 131074 --title \"How others release\" --below 131075 --labels --attachments")]
#[command(example = "confluence page copy 131074 --space OPS")]
#[http(SPACES, COPY)]
#[web(page: confluence "/wiki/pages/viewpage.action?pageId={id}")]
#[column("Id", "/id")]
#[column("Title", "/title")]
#[column("Space", "/space/key")]
#[column("Status", "/status", status)]
pub(crate) struct Copy {
    /// Id or address of the page
    #[arg(positional)]
    page: ContentId,
    /// Put the copy below this page or folder
    #[arg(long, value_name = "ID", conflicts = "space")]
    below: Option<ContentId>,
    /// Put the copy at the top of this space
    #[arg(long, value_name = "SPACE")]
    space: Option<SpaceRef>,
    /// Title of the copy; without it, the same, which has to be free where it goes
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Copy the attachments
    #[arg(long)]
    attachments: bool,
    /// Copy the labels
    #[arg(long)]
    labels: bool,
    /// Copy the restrictions
    #[arg(long)]
    restrictions: bool,
}

impl Run for Copy {
    async fn run(self, cx: &Cx) -> Result<()> {
        let destination = match (&self.below, &self.space) {
            (Some(ContentId(parent)), _) => json!({"type": "parent_page", "value": parent}),
            (None, Some(space)) => json!({"type": "space", "value": space.find(cx).await?.key}),
            (None, None) => return Err(Error::usage("say where to: `--below` or `--space`")),
        };
        let mut wanted = json!({
            "copyAttachments": self.attachments,
            "copyPermissions": self.restrictions,
            "copyProperties": true,
            "copyLabels": self.labels,
            "copyCustomContents": false,
            "destination": destination,
        });
        if let Some(title) = &self.title {
            put(&mut wanted, "pageTitle", json!(title));
        }
        let request = cx.request(COPY).param("id", &self.page).query("expand", "space");
        let copy = request.json_body(&wanted).raw().await?;
        cx.success(&format!("copied `{}`", self.page));
        cx.emit_raw(&copy)
    }
}
