//! `jira group list`: groups of people.

use atlassian_plugin_sdk::prelude::*;

const GROUPS: Endpoint = endpoint!(
    jira GET "/rest/api/3/group/bulk",
    classic("read:jira-user"),
    granular("read:group:jira"),
);

const PAGE: Paging = Paging::offset("values", 50);

/// List groups
#[derive(Command)]
#[command(path = "group list", effect = "read", result = "many", id = "/name", example = "jira group list")]
#[http(GROUPS)]
#[column("Name", "/name")]
#[column("Id", "/groupId")]
pub(crate) struct List {
    /// Groups of exactly this name only (can be repeated)
    #[arg(long, value_name = "NAME")]
    name: Vec<String>,
    /// Most groups to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(GROUPS).query_all("groupName", &self.name).list(cx, PAGE, self.limit).await
    }
}
