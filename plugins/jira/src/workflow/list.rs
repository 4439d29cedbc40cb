//! `jira workflow list`: the ways that issues go.

use atlassian_plugin_sdk::prelude::*;

const WORKFLOWS: Endpoint = endpoint!(
    jira GET "/rest/api/3/workflows/search",
    classic("manage:jira-configuration"),
    granular("read:workflow:jira"),
);

const PAGE: Paging = Paging::offset("values", 50);

/// List workflows
///
/// Those of the site, and those that belong to one project.
#[derive(Command)]
#[command(path = "workflow list", alias = "workflows list", effect = "read", result = "many", id = "/name")]
#[command(example = "jira workflow list", example = "jira workflow list --query software --active --limit 0")]
#[http(WORKFLOWS)]
#[column("Name", "/name")]
#[column("Scope", "/scope/type")]
#[column("Project id", "/scope/project/id")]
#[column("Editable", "/isEditable")]
#[column("Description", "/description")]
#[column("Id", "/id")]
pub(crate) struct List {
    /// Part of the name
    #[arg(long, value_name = "TEXT")]
    query: Option<String>,
    /// Only workflows that are in use
    #[arg(long, conflicts = "inactive")]
    active: bool,
    /// Only workflows that are not in use
    #[arg(long)]
    inactive: bool,
    /// Most workflows to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let active = (self.active || self.inactive).then_some(self.active);
        let request = cx.request(WORKFLOWS).query("orderBy", "name").query_opt("queryString", self.query);
        request.query_opt("isActive", active).list(cx, PAGE, self.limit).await
    }
}
