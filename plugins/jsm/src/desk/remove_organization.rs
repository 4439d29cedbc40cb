//! `jsm desk remove-organization`: an organization's people may use a service desk no more.

use crate::desks::{self, DESKS};
use crate::organizations::{self, ORGANIZATIONS};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const REMOVE: Endpoint = endpoint!(
    jsm DELETE "/rest/servicedeskapi/servicedesk/{serviceDeskId}/organization",
    classic("manage:servicedesk-customer"),
    granular(
        "delete:servicedesk.organization:jira-service-management",
        "read:servicedesk.organization:jira-service-management",
    ),
);

/// Take an organization's access to a service desk away
#[derive(Command)]
#[command(path = "desk remove-organization", alias = "service-desk remove-organization")]
#[command(effect = "delete", result = "none", example = "jsm desk remove-organization HELP \"Charlie Inc\" --yes")]
#[http(REMOVE, DESKS, ORGANIZATIONS)]
pub(crate) struct RemoveOrganization {
    /// Service desk, by id, project key or name
    #[arg(positional)]
    desk: String,
    /// Organization, by id or name
    #[arg(positional)]
    organization: String,
}

impl Run for RemoveOrganization {
    async fn run(self, cx: &Cx) -> Result<()> {
        let desk = desks::find(cx, &self.desk).await?;
        let organization = organizations::find(cx, &self.organization).await?;
        let body = json!({"organizationId": organization});
        cx.request(REMOVE).param("serviceDeskId", &desk).json_body(&body).send().await?;
        cx.success(&format!("organization {} removed from desk {}", self.organization, self.desk));
        Ok(())
    }
}
