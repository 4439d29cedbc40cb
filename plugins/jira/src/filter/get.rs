//! `jira filter get`: one saved filter.

use crate::filters::{self, FILTER, SEARCH};
use atlassian_plugin_sdk::prelude::*;

/// Show a filter
#[derive(Command)]
#[command(path = "filter get", alias = "filter view", effect = "read", result = "one", id = "/id")]
#[command(example = "jira filter get 10000", example = "jira filter get \"Open bugs\"")]
#[http(FILTER, SEARCH)]
#[web(filter: jira "/issues?filter={id}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Description", "/description")]
#[column("Owner", "/owner/displayName", user)]
#[column("Favourite", "/favourite")]
#[column("JQL", "/jql")]
pub(crate) struct Get {
    /// Filter, by id or name
    #[arg(positional)]
    filter: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let filter = filters::find(cx, &self.filter).await?;
        cx.emit_raw(&cx.request(FILTER).param("id", filter).raw().await?)
    }
}
