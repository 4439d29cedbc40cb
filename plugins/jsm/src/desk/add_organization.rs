//! `jsm desk add-organization`: an organization's people may use a service desk.

use crate::desks::{self, DESKS};
use crate::organizations::{self, ORGANIZATIONS};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const ADD: Endpoint = endpoint!(
    jsm POST "/rest/servicedeskapi/servicedesk/{serviceDeskId}/organization",
    classic("manage:servicedesk-customer"),
    granular(
        "read:servicedesk.organization:jira-service-management",
        "write:servicedesk.organization:jira-service-management",
    ),
);

/// Give an organization access to a service desk
#[derive(Command)]
#[command(path = "desk add-organization", alias = "service-desk add-organization")]
#[command(effect = "write", result = "none", example = "jsm desk add-organization HELP \"Delta Ltd\"")]
#[http(ADD, DESKS, ORGANIZATIONS)]
pub(crate) struct AddOrganization {
    /// Service desk, by id, project key or name
    #[arg(positional)]
    desk: String,
    /// Organization, by id or name
    #[arg(positional)]
    organization: String,
}

impl Run for AddOrganization {
    async fn run(self, cx: &Cx) -> Result<()> {
        let desk = desks::find(cx, &self.desk).await?;
        let organization = organizations::find(cx, &self.organization).await?;
        let body = json!({"organizationId": organization});
        cx.request(ADD).param("serviceDeskId", &desk).json_body(&body).send().await?;
        cx.success(&format!("organization {} added to desk {}", self.organization, self.desk));
        Ok(())
    }
}
