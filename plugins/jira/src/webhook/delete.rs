//! `jira webhook delete`: a webhook goes.

use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(jira DELETE "/rest/webhooks/1.0/webhook/{id}");

/// Delete a webhook
#[derive(Command)]
#[command(path = "webhook delete", alias = "webhooks delete", effect = "delete", result = "none")]
#[command(example = "jira webhook delete 71 --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Id of the webhook
    #[arg(positional)]
    id: String,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(DELETE).param("id", &self.id).send().await?;
        cx.success(&format!("deleted webhook {}", self.id));
        Ok(())
    }
}
