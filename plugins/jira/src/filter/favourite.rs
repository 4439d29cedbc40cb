//! `jira filter favourite`: a saved filter among the favourites.

use crate::filters::{self, SEARCH};
use atlassian_plugin_sdk::prelude::*;

const FAVOURITE: Endpoint = endpoint!(
    jira PUT "/rest/api/3/filter/{id}/favourite",
    classic("write:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:filter:jira", "read:group:jira",
        "read:issue-type-hierarchy:jira", "read:jql:jira", "read:project-role:jira", "read:project:jira",
        "read:user:jira", "write:filter:jira",
    ),
);

/// Make a filter a favourite
#[derive(Command)]
#[command(path = "filter favourite", alias = "filter favorite", effect = "write", result = "one", id = "/id")]
#[command(example = "jira filter favourite \"Release train\"")]
#[http(FAVOURITE, SEARCH)]
#[web(filter: jira "/issues?filter={id}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Favourite", "/favourite")]
pub(crate) struct Favourite {
    /// Filter, by id or name
    #[arg(positional)]
    filter: String,
}

impl Run for Favourite {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = filters::find(cx, &self.filter).await?;
        cx.emit_raw(&cx.request(FAVOURITE).param("id", id).raw().await?)
    }
}
