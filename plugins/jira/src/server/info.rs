//! `jira server info`: which Jira it is.

use atlassian_plugin_sdk::prelude::*;

const INFO: Endpoint = endpoint!(
    jira GET "/rest/api/3/serverInfo",
);

/// Show which Jira answers
#[derive(Command)]
#[command(path = "server info", effect = "read", result = "one", id = "/baseUrl", example = "jira server info")]
#[http(INFO)]
#[column("Name", "/serverTitle")]
#[column("Address", "/baseUrl")]
#[column("Type", "/deploymentType")]
#[column("Version", "/version")]
#[column("Build", "/buildNumber", number)]
#[column("Time", "/serverTime", date)]
#[column("Time zone", "/serverTimeZone")]
pub(crate) struct Info {}

impl Run for Info {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&cx.request(INFO).raw().await?)
    }
}
