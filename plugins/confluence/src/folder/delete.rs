//! `confluence folder delete`: puts a folder into the trash.

use crate::content_id::ContentId;
use crate::folder::get::GET;
use crate::missing::{OrMissing, What};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

const DELETE: Endpoint = endpoint!(
    confluence DELETE "/wiki/api/v2/folders/{id}",
    granular("delete:folder:confluence"),
);

/// Put a folder into the trash
///
/// What lies in it moves up to where the folder lay.
#[derive(Command)]
#[command(path = "folder delete", effect = "delete", result = "none", need = "prompt")]
#[command(example = "confluence folder delete 131401 --yes")]
#[http(GET, DELETE)]
pub(crate) struct Delete {
    /// Id or address of the folder
    #[arg(positional)]
    folder: ContentId,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Folder {
    title: String,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let found = cx.request(GET).param("id", &self.folder).json().await;
        let Folder { title } = found.or_missing(What::Folder, &self.folder)?;
        cx.confirm(&format!("put the folder `{title}` into the trash"), 1, [format!("{title} ({})", self.folder)]);
        cx.request(DELETE).param("id", &self.folder).send().await?;
        cx.success(&format!("the folder `{title}` is in the trash"));
        Ok(())
    }
}
