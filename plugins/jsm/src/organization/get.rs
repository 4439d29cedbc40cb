//! `jsm organization get`: one organization.

use crate::organizations::{self, ORGANIZATIONS};
use atlassian_plugin_sdk::prelude::*;

const ORGANIZATION: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/organization/{organizationId}",
    classic("manage:servicedesk-customer"),
    granular("read:organization:jira-service-management"),
);

/// Show an organization
#[derive(Command)]
#[command(path = "organization get", alias = "org get", effect = "read", result = "one", id = "/id")]
#[command(example = "jsm organization get \"Charlie Inc\"")]
#[http(ORGANIZATION, ORGANIZATIONS)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Created", "/created/iso8601", date)]
#[column("Managed elsewhere", "/scimManaged")]
pub(crate) struct Get {
    /// Organization, by id or name
    #[arg(positional)]
    organization: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = organizations::find(cx, &self.organization).await?;
        cx.emit_raw(&cx.request(ORGANIZATION).param("organizationId", id).raw().await?)
    }
}
