//! `confluence folder create`: a new folder.

use crate::content_id::ContentId;
use crate::json::put;
use crate::spaces::{SPACES, SpaceRef};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const CREATE: Endpoint = endpoint!(
    confluence POST "/wiki/api/v2/folders",
    granular("write:folder:confluence"),
);

/// Create a folder
#[derive(Command)]
#[command(path = "folder create", effect = "write", result = "one", id = "/id")]
#[command(example = "confluence folder create --space DEV --title Minutes --parent 131073")]
#[http(SPACES, CREATE)]
#[column("Id", "/id")]
#[column("Title", "/title")]
#[column("Below", "/parentId")]
pub(crate) struct Create {
    /// Key, id or address of the space
    #[arg(long, value_name = "SPACE")]
    space: SpaceRef,
    /// Title of the folder
    #[arg(long, value_name = "TITLE")]
    title: String,
    /// Page or folder to put it below; without it, it lies at the top of the space
    #[arg(long, value_name = "ID")]
    parent: Option<ContentId>,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let space = self.space.find(cx).await?;
        let mut folder = json!({"spaceId": space.id, "title": self.title});
        if let Some(ContentId(parent)) = &self.parent {
            put(&mut folder, "parentId", json!(parent));
        }
        let made = cx.request(CREATE).json_body(&folder).raw().await?;
        cx.success(&format!("created the folder `{}`", self.title));
        cx.emit_raw(&made)
    }
}
