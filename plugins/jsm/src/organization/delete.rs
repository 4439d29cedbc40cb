//! `jsm organization delete`: an organization goes, at every desk.

use crate::organizations::{self, ORGANIZATIONS};
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    jsm DELETE "/rest/servicedeskapi/organization/{organizationId}",
    classic("manage:servicedesk-customer"),
    granular("delete:organization:jira-service-management", "read:organization:jira-service-management"),
);

/// Delete an organization
///
/// At every service desk. Its people keep their accounts.
#[derive(Command)]
#[command(path = "organization delete", alias = "org delete", effect = "delete", result = "none", need = "prompt")]
#[command(example = "jsm organization delete \"Delta Ltd\" --yes")]
#[http(DELETE, ORGANIZATIONS)]
pub(crate) struct Delete {
    /// Organization, by id or name
    #[arg(positional)]
    organization: String,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = organizations::find(cx, &self.organization).await?;
        let named = &self.organization;
        cx.confirm(&format!("delete the organization {named} at every desk"), 1, [named]);
        cx.request(DELETE).param("organizationId", id).send().await?;
        cx.success(&format!("organization {} deleted", self.organization));
        Ok(())
    }
}
