//! `confluence space permission remove`: takes a permission away.

use crate::spaces::{SPACES, SpaceRef};
use atlassian_plugin_sdk::prelude::*;

const REMOVE: Endpoint = endpoint!(
    confluence DELETE "/wiki/rest/api/space/{spaceKey}/permission/{id}",
    granular("write:space.permission:confluence"),
);

/// Take a permission in a space away
#[derive(Command)]
#[command(path = "space permission remove", alias = "space remove-permission", effect = "delete", result = "none")]
#[command(example = "confluence space permission remove DEV 983051 --yes")]
#[http(SPACES, REMOVE)]
pub(crate) struct Remove {
    /// Key, id or address of the space
    #[arg(positional)]
    space: SpaceRef,
    /// Id of the permission, as `space permissions` shows it
    #[arg(positional, value_name = "ID")]
    permission: u64,
}

impl Run for Remove {
    async fn run(self, cx: &Cx) -> Result<()> {
        let space = self.space.find(cx).await?;
        cx.request(REMOVE).param("spaceKey", &space.key).param("id", self.permission).send().await?;
        cx.success(&format!("removed the permission {} from the space `{}`", self.permission, space.key));
        Ok(())
    }
}
