//! `jira resolution list`: how issues can be resolved.

use atlassian_plugin_sdk::prelude::*;

const RESOLUTIONS: Endpoint = endpoint!(
    jira GET "/rest/api/3/resolution/search",
    classic("read:jira-work"),
    granular("read:resolution:jira"),
);

const PAGE: Paging = Paging::offset("values", 50);

/// List resolutions
#[derive(Command)]
#[command(path = "resolution list", effect = "read", result = "many", id = "/name", example = "jira resolution list")]
#[http(RESOLUTIONS)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Default", "/default")]
#[column("Description", "/description")]
pub(crate) struct List {
    /// Most resolutions to show; 0 for all
    #[arg(long, default = "0", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(RESOLUTIONS).list(cx, PAGE, self.limit).await
    }
}
