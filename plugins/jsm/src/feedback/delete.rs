//! `jsm feedback delete`: take it back.

use crate::experimental::opt_in;
use crate::key::RequestKey;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    jsm DELETE "/rest/servicedeskapi/request/{requestIdOrKey}/feedback",
    classic("write:servicedesk-request"),
    granular(
        "delete:request.feedback:jira-service-management", "read:request.feedback:jira-service-management",
        "read:user:jira",
    ),
);

/// Delete the feedback on a request
#[derive(Command)]
#[command(path = "feedback delete", effect = "delete", result = "none")]
#[command(example = "jsm feedback delete HELP-4 --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        opt_in(cx.request(DELETE).param("requestIdOrKey", &self.key.0)).send().await?;
        cx.success(&format!("feedback on {} deleted", self.key.0));
        Ok(())
    }
}
