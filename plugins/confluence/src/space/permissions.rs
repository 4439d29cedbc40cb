//! `confluence space permissions`: who may do what in a space.

use crate::spaces::{SPACES, SpaceRef};
use atlassian_plugin_sdk::prelude::*;

pub(crate) const LIST: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/spaces/{id}/permissions",
    granular("read:space:confluence"),
);

/// As many as Confluence gives on a page.
const PAGE: Paging = Paging::confluence(250);

/// List who may do what in a space
#[derive(Command)]
#[command(path = "space permissions", alias = "space permission list", effect = "read", result = "many", id = "/id")]
#[command(example = "confluence space permissions DEV")]
#[http(SPACES, LIST)]
#[column("Id", "/id")]
#[column("Who", "/principal/type")]
#[column("Account or group", "/principal/id")]
#[column("May", "/operation/key")]
#[column("What", "/operation/targetType")]
pub(crate) struct Permissions {
    /// Key, id or address of the space
    #[arg(positional)]
    space: SpaceRef,
    /// Most permissions to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for Permissions {
    async fn run(self, cx: &Cx) -> Result<()> {
        let space = self.space.find(cx).await?;
        cx.request(LIST).param("id", &space.id).list(cx, PAGE, self.limit).await
    }
}
