//! `jsm organization create`: a new organization.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const CREATE: Endpoint = endpoint!(
    jsm POST "/rest/servicedeskapi/organization",
    classic("manage:servicedesk-customer"),
    granular("read:organization:jira-service-management", "write:organization:jira-service-management"),
);

/// Create an organization
///
/// If there is one of that name, it is shown.
#[derive(Command)]
#[command(path = "organization create", alias = "org create", effect = "write", result = "one", id = "/id")]
#[command(example = "jsm organization create --name \"Echo GmbH\"")]
#[http(CREATE)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Created", "/created/iso8601", date)]
pub(crate) struct Create {
    /// Name
    #[arg(long, value_name = "NAME")]
    name: String,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&cx.request(CREATE).json_body(&json!({"name": self.name})).raw().await?)
    }
}
