//! `jira filter list`: saved filters.

use crate::filters::{PAGE, SEARCH, SHOWN};
use crate::people;
use atlassian_plugin_sdk::prelude::*;

const FAVOURITES: Endpoint = endpoint!(
    jira GET "/rest/api/3/filter/favourite",
    classic("read:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:filter:jira", "read:group:jira",
        "read:issue-type-hierarchy:jira", "read:jql:jira", "read:project-role:jira", "read:project:jira",
        "read:user:jira",
    ),
);

/// List filters
///
/// Those that you may see: your own, and others that are shared with you.
#[derive(Command)]
#[command(path = "filter list", effect = "read", result = "many", id = "/id")]
#[command(example = "jira filter list", example = "jira filter list --owner @me --name bugs")]
#[command(example = "jira filter list --favourite")]
#[http(SEARCH, FAVOURITES, people::FIND)]
#[web(filter: jira "/issues?filter={id}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Owner", "/owner/displayName", user)]
#[column("Favourite", "/favourite")]
#[column("JQL", "/jql")]
pub(crate) struct List {
    /// Filters with this in their name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Filters of this person: account id, e-mail address, name or "@me"
    #[arg(long, value_name = "PERSON")]
    owner: Option<String>,
    /// Your favourites only
    #[arg(long, conflicts = "name", conflicts = "owner", conflicts = "limit")]
    favourite: bool,
    /// Most filters to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        if self.favourite {
            return cx.request(FAVOURITES).query("expand", SHOWN).list_whole(cx, None).await;
        }
        let owner = match &self.owner {
            Some(owner) => Some(people::account(cx, owner).await?),
            None => None,
        };
        cx.request(SEARCH)
            .query_opt("filterName", self.name)
            .query_opt("accountId", owner)
            .query("orderBy", "name")
            .query("expand", SHOWN)
            .list(cx, PAGE, self.limit)
            .await
    }
}
