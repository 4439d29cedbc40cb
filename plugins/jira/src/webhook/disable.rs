//! `jira webhook disable`: an address is no longer told.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

/// Let a webhook's address no longer be told
#[derive(Command)]
#[command(path = "webhook disable", alias = "webhooks disable", effect = "write", result = "one", id = "/id")]
#[command(example = "jira webhook disable 71")]
#[http(super::UPDATE)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Enabled", "/enabled")]
pub(crate) struct Disable {
    /// Id of the webhook
    #[arg(positional)]
    id: String,
}

impl Run for Disable {
    async fn run(self, cx: &Cx) -> Result<()> {
        super::change(cx, &self.id, |webhook| _ = webhook.insert("enabled".to_owned(), json!(false))).await
    }
}
