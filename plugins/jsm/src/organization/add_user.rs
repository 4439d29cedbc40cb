//! `jsm organization add-user`: people into an organization.

use crate::organizations::{self, ORGANIZATIONS};
use crate::people;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const ADD: Endpoint = endpoint!(
    jsm POST "/rest/servicedeskapi/organization/{organizationId}/user",
    classic("manage:servicedesk-customer"),
    granular(
        "read:organization.user:jira-service-management", "read:user:jira",
        "write:organization.user:jira-service-management",
    ),
);

/// Add people to an organization
#[derive(Command)]
#[command(path = "organization add-user", alias = "org add-user", effect = "write", result = "none")]
#[command(example = "jsm organization add-user \"Delta Ltd\" olu@example.com ana@example.com")]
#[http(ADD, ORGANIZATIONS, people::FIND)]
pub(crate) struct AddUser {
    /// Organization, by id or name
    #[arg(positional)]
    organization: String,
    /// Account id, e-mail address, name or "@me" (can be repeated)
    #[arg(positional, required)]
    people: Vec<String>,
}

impl Run for AddUser {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = organizations::find(cx, &self.organization).await?;
        let accounts = people::accounts(cx, &self.people, None).await?;
        let body = json!({"accountIds": accounts});
        cx.request(ADD).param("organizationId", id).json_body(&body).send().await?;
        cx.success(&format!("{} added to organization {}", people::count(accounts.len()), self.organization));
        Ok(())
    }
}
