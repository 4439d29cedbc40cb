//! `jira webhook get`: one webhook.

use atlassian_plugin_sdk::prelude::*;

/// Show one webhook
#[derive(Command)]
#[command(path = "webhook get", alias = "webhooks get", effect = "read", result = "one", id = "/id")]
#[command(example = "jira webhook get 71")]
#[http(super::WEBHOOK)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Enabled", "/enabled")]
#[column("Address", "/url")]
#[column("Events", "/events")]
#[column("JQL", "/filters/issue-related-events-section")]
#[column("Without body", "/excludeBody")]
pub(crate) struct Get {
    /// Id of the webhook
    #[arg(positional)]
    id: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let webhook = cx.request(super::WEBHOOK).param("id", &self.id).raw().await?;
        cx.emit_raw(&super::readable(&webhook)?)
    }
}
