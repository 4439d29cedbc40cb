//! `jira filter unfavourite`: a saved filter among the others again.

use crate::filters::{self, SEARCH};
use atlassian_plugin_sdk::prelude::*;

const UNFAVOURITE: Endpoint = endpoint!(
    jira DELETE "/rest/api/3/filter/{id}/favourite",
    classic("write:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:filter:jira", "read:group:jira",
        "read:issue-type-hierarchy:jira", "read:issue-type:jira", "read:project-category:jira",
        "read:project-role:jira", "read:project-version:jira", "read:project.component:jira", "read:project:jira",
        "read:user:jira", "write:filter:jira",
    ),
);

/// Make a filter no favourite any more
#[derive(Command)]
#[command(path = "filter unfavourite", alias = "filter unfavorite", effect = "write", result = "one", id = "/id")]
#[command(example = "jira filter unfavourite 10000")]
#[http(UNFAVOURITE, SEARCH)]
#[web(filter: jira "/issues?filter={id}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Favourite", "/favourite")]
pub(crate) struct Unfavourite {
    /// Filter, by id or name
    #[arg(positional)]
    filter: String,
}

impl Run for Unfavourite {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = filters::find(cx, &self.filter).await?;
        cx.emit_raw(&cx.request(UNFAVOURITE).param("id", id).raw().await?)
    }
}
