//! `jira dashboard list`: dashboards that one may see.

use crate::people;
use atlassian_plugin_sdk::prelude::*;

pub(crate) const SEARCH: Endpoint = endpoint!(
    jira GET "/rest/api/3/dashboard/search",
    classic("read:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:dashboard:jira", "read:group:jira",
        "read:issue-type-hierarchy:jira", "read:issue-type:jira", "read:project-category:jira",
        "read:project-role:jira", "read:project-version:jira", "read:project.component:jira", "read:project:jira",
        "read:user:jira",
    ),
);

/// Dashboards on a page.
pub(super) const PAGE: Paging = Paging::offset("values", 50);

/// List dashboards
#[derive(Command)]
#[command(path = "dashboard list", effect = "read", result = "many", id = "/id")]
#[command(example = "jira dashboard list", example = "jira dashboard list --owner @me")]
#[http(SEARCH, people::FIND)]
#[web(dashboard: jira "/jira/dashboards/{id}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Owner", "/owner/displayName", user)]
#[column("Favourite", "/isFavourite")]
#[column("Description", "/description")]
pub(crate) struct List {
    /// Dashboards with this in their name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Dashboards of this person: account id, e-mail address, name or "@me"
    #[arg(long, value_name = "PERSON")]
    owner: Option<String>,
    /// Most dashboards to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let owner = match &self.owner {
            Some(owner) => Some(people::account(cx, owner).await?),
            None => None,
        };
        cx.request(SEARCH)
            .query_opt("dashboardName", self.name)
            .query_opt("accountId", owner)
            .query("orderBy", "name")
            .query("expand", "description,owner,isFavourite,viewUrl")
            .list(cx, PAGE, self.limit)
            .await
    }
}
