//! `jira attachment delete`: take a file away.

use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    jira DELETE "/rest/api/3/attachment/{id}",
    classic("write:jira-work"),
    granular("delete:attachment:jira"),
);

/// Delete a file at an issue
#[derive(Command)]
#[command(path = "attachment delete", alias = "issue attachment delete", effect = "delete", result = "none")]
#[command(example = "jira attachment delete 10000 --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Id of the file, as `jira attachment list` shows it
    #[arg(positional)]
    id: String,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(DELETE).param("id", &self.id).send().await?;
        cx.success(&format!("deleted attachment {}", self.id));
        Ok(())
    }
}
