//! `jsm organization users`: who belongs to an organization.

use crate::organizations::{self, ORGANIZATIONS};
use atlassian_plugin_sdk::prelude::*;

const USERS: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/organization/{organizationId}/user",
    classic("manage:servicedesk-customer"),
    granular("read:organization.user:jira-service-management", "read:user:jira"),
);

/// List the people of an organization
#[derive(Command)]
#[command(path = "organization users", alias = "org users", effect = "read", result = "many", id = "/accountId")]
#[command(example = "jsm organization users \"Charlie Inc\"")]
#[http(USERS, ORGANIZATIONS)]
#[column("Account", "/accountId")]
#[column("Name", "/displayName", user)]
#[column("E-mail", "/emailAddress")]
#[column("Active", "/active")]
pub(crate) struct Users {
    /// Organization, by id or name
    #[arg(positional)]
    organization: String,
    /// Most people to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for Users {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = organizations::find(cx, &self.organization).await?;
        cx.request(USERS).param("organizationId", id).list(cx, Paging::jsm(50), self.limit).await
    }
}
