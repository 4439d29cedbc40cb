//! `jsm organization remove-user`: people out of an organization.

use crate::organizations::{self, ORGANIZATIONS};
use crate::people;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const REMOVE: Endpoint = endpoint!(
    jsm DELETE "/rest/servicedeskapi/organization/{organizationId}/user",
    classic("manage:servicedesk-customer"),
    granular(
        "delete:organization.user:jira-service-management", "read:organization.user:jira-service-management",
        "read:user:jira",
    ),
);

/// Remove people from an organization
#[derive(Command)]
#[command(
    path = "organization remove-user",
    alias = "org remove-user",
    effect = "delete",
    result = "none",
    need = "prompt"
)]
#[command(example = "jsm organization remove-user \"Charlie Inc\" ana@example.com --yes")]
#[http(REMOVE, ORGANIZATIONS, people::FIND)]
pub(crate) struct RemoveUser {
    /// Organization, by id or name
    #[arg(positional)]
    organization: String,
    /// Account id, e-mail address, name or "@me" (can be repeated)
    #[arg(positional, required)]
    people: Vec<String>,
}

impl Run for RemoveUser {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = organizations::find(cx, &self.organization).await?;
        let accounts = people::accounts(cx, &self.people, None).await?;
        let action = format!("remove {} from the organization {}", people::whom(&self.people), self.organization);
        people::confirm(cx, &action, &self.people);
        let body = json!({"accountIds": accounts});
        cx.request(REMOVE).param("organizationId", id).json_body(&body).send().await?;
        cx.success(&format!("{} removed from organization {}", people::count(accounts.len()), self.organization));
        Ok(())
    }
}
