//! `jira epic get`: one epic.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const EPIC: Endpoint = endpoint!(
    jira GET "/rest/agile/1.0/epic/{epicIdOrKey}",
    granular("read:epic:jira-software"),
);

/// Show an epic
#[derive(Command)]
#[command(path = "epic get", alias = "epic view", effect = "read", result = "one", id = "/key")]
#[command(example = "jira epic get DEV-5")]
#[http(EPIC)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Name", "/name")]
#[column("Summary", "/summary")]
#[column("Done", "/done")]
#[column("Colour", "/color/key")]
pub(crate) struct Get {
    /// Epic, by key or id
    #[arg(positional)]
    epic: IssueKey,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&cx.request(EPIC).param("epicIdOrKey", &self.epic.0).raw().await?)
    }
}
