//! `jira filter delete`: a saved filter goes.

use crate::filters::{self, SEARCH};
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    jira DELETE "/rest/api/3/filter/{id}",
    classic("write:jira-work"),
    granular("delete:filter:jira"),
);

/// Delete a filter
#[derive(Command)]
#[command(path = "filter delete", effect = "delete", result = "none")]
#[command(example = "jira filter delete 10001 --yes")]
#[http(DELETE, SEARCH)]
pub(crate) struct Delete {
    /// Filter, by id or name
    #[arg(positional)]
    filter: String,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = filters::find(cx, &self.filter).await?;
        cx.request(DELETE).param("id", &id).send().await?;
        cx.success(&format!("filter {id} deleted"));
        Ok(())
    }
}
