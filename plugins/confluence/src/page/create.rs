//! `confluence page create`: a new page, or a draft of one.

use crate::body::BodyFormat;
use crate::content_id::ContentId;
use crate::json::put;
use crate::show;
use crate::spaces::{SPACES, SpaceRef};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

pub(crate) const CREATE: Endpoint = endpoint!(
    confluence POST "/wiki/api/v2/pages",
    granular("write:page:confluence"),
);

/// Create a page
#[derive(Command)]
#[command(path = "page create", effect = "write", result = "one", id = "/id")]
#[command(example = "confluence page create --space DEV --title \"Minutes of today\" --body \"We **agreed**.\"")]
#[command(example = "confluence page create --space DEV --title Notes --parent 131074 --body @notes.txt")]
#[http(SPACES, CREATE)]
#[web(page: confluence "/wiki/pages/viewpage.action?pageId={id}")]
#[column("Id", "/id")]
#[column("Title", "/title")]
#[column("Status", "/status", status)]
#[column("Version", "/version/number", number)]
pub(crate) struct Create {
    /// Key, id or address of the space
    #[arg(long, value_name = "SPACE")]
    space: SpaceRef,
    /// Title of the page
    #[arg(long, value_name = "TITLE")]
    title: String,
    /// Body (`-` for standard input, `@FILE` for a file)
    #[arg(long, value_name = "TEXT")]
    body: Text,
    /// How the body is written
    #[arg(long, default = "markdown", value_name = "FORMAT")]
    body_format: BodyFormat,
    /// Page or folder to put it below; without it, it goes below the space's homepage
    #[arg(long, value_name = "ID")]
    parent: Option<ContentId>,
    /// Make a draft, which nobody else sees until it is published
    #[arg(long)]
    draft: bool,
    /// Let nobody but yourself see it
    #[arg(long)]
    private: bool,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let body = self.body_format.body(&self.body.0)?;
        let space = self.space.find(cx).await?;
        let status = if self.draft { "draft" } else { "current" };
        let mut page = json!({"spaceId": space.id, "status": status, "title": self.title, "body": body});
        if let Some(ContentId(parent)) = &self.parent {
            put(&mut page, "parentId", json!(parent));
        }
        let request = cx.request(CREATE).query_opt("private", self.private.then_some(true));
        let made = request.json_body(&page).raw().await?;
        let draft = if self.draft { "the draft " } else { "" };
        cx.success(&format!("created {draft}`{}`{}", self.title, show::address(&made)));
        cx.emit_raw(&made)
    }
}
