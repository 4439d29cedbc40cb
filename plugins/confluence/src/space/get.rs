//! `confluence space get`: one space by key or id.

use crate::spaces::{SPACES, SpaceRef};
use atlassian_plugin_sdk::prelude::*;

/// Show one space
#[derive(Command)]
#[command(path = "space get", effect = "read", result = "one", id = "/key")]
#[command(example = "confluence space get DEV", example = "confluence space get 98305 --format json")]
#[http(SPACES)]
#[web(space: confluence "/wiki/spaces/{key}")]
#[column("Key", "/key")]
#[column("Name", "/name")]
#[column("Type", "/type")]
#[column("Status", "/status", status)]
#[column("Description", "/description/plain/value")]
#[column("Homepage", "/homepageId")]
#[column("Created", "/createdAt", date)]
#[column("Id", "/id")]
pub(crate) struct Get {
    /// Key, id or address of the space
    #[arg(positional)]
    space: SpaceRef,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&self.space.raw(cx).await?)
    }
}
