//! `jira priority list`: the priorities that issues can have.

use atlassian_plugin_sdk::prelude::*;

const PRIORITIES: Endpoint = endpoint!(
    jira GET "/rest/api/3/priority/search",
    classic("manage:jira-configuration"),
);

const PAGE: Paging = Paging::offset("values", 50);

/// List priorities
#[derive(Command)]
#[command(path = "priority list", effect = "read", result = "many", id = "/name", example = "jira priority list")]
#[http(PRIORITIES)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Default", "/isDefault")]
#[column("Description", "/description")]
pub(crate) struct List {
    /// Most priorities to show; 0 for all
    #[arg(long, default = "0", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(PRIORITIES).list(cx, PAGE, self.limit).await
    }
}
