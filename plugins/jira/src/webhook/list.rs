//! `jira webhook list`: whom the site tells what happens.

use atlassian_plugin_sdk::prelude::*;

const WEBHOOKS: Endpoint = endpoint!(jira GET "/rest/webhooks/1.0/webhook");

/// List the webhooks of the site
///
/// Needs the right to administer Jira.
#[derive(Command)]
#[command(path = "webhook list", alias = "webhooks list", effect = "read", result = "many", id = "/id")]
#[command(example = "jira webhook list")]
#[http(WEBHOOKS)]
#[web(webhooks: jira "/plugins/servlet/webhooks")]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Enabled", "/enabled")]
#[column("Address", "/url")]
#[column("Events", "/events")]
#[column("JQL", "/filters/issue-related-events-section")]
pub(crate) struct List {}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        if cx.browse("webhooks", &[])? {
            return Ok(());
        }
        let webhooks: Vec<Box<RawValue>> = cx.request(WEBHOOKS).json().await?;
        webhooks.iter().try_for_each(|webhook| cx.emit_raw(&super::readable(webhook)?))
    }
}
