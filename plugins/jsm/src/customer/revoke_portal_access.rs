//! `jsm customer revoke-portal-access`: an account can use no portal any more.

use crate::people;
use atlassian_plugin_sdk::prelude::*;

const REVOKE: Endpoint = endpoint!(
    jsm PUT "/rest/servicedeskapi/customer/user/{accountId}/revoke-portal-only-access",
    classic("manage:servicedesk-customer"),
    granular("write:customer:jira-service-management"),
);

/// Take a customer's access to all portals away
///
/// For accounts that can use the portals of the site and nothing else.
#[derive(Command)]
#[command(path = "customer revoke-portal-access", effect = "delete", result = "none", need = "prompt")]
#[command(example = "jsm customer revoke-portal-access guest@example.com --yes")]
#[http(REVOKE, people::FIND)]
pub(crate) struct RevokePortalAccess {
    /// Account id, e-mail address or name
    #[arg(positional)]
    person: String,
}

impl Run for RevokePortalAccess {
    async fn run(self, cx: &Cx) -> Result<()> {
        let account = people::account(cx, &self.person, None).await?;
        cx.confirm(&format!("take the access to all portals away from {}", self.person), 1, [&self.person]);
        cx.request(REVOKE).param("accountId", &account).send().await?;
        cx.success(&format!("{} can use no portal any more", self.person));
        Ok(())
    }
}
