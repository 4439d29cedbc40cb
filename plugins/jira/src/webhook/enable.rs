//! `jira webhook enable`: an address is told again.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

/// Let a webhook's address be told
#[derive(Command)]
#[command(path = "webhook enable", alias = "webhooks enable", effect = "write", result = "one", id = "/id")]
#[command(example = "jira webhook enable 71")]
#[http(super::UPDATE)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Enabled", "/enabled")]
pub(crate) struct Enable {
    /// Id of the webhook
    #[arg(positional)]
    id: String,
}

impl Run for Enable {
    async fn run(self, cx: &Cx) -> Result<()> {
        super::change(cx, &self.id, |webhook| _ = webhook.insert("enabled".to_owned(), json!(true))).await
    }
}
