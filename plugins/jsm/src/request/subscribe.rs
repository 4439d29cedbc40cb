//! `jsm request subscribe`: hear what becomes of a request.

use crate::key::RequestKey;
use atlassian_plugin_sdk::prelude::*;

const SUBSCRIBE: Endpoint = endpoint!(
    jsm PUT "/rest/servicedeskapi/request/{issueIdOrKey}/notification",
    classic("write:servicedesk-request"),
    granular(
        "read:request.notification:jira-service-management", "read:user:jira",
        "write:request.notification:jira-service-management",
    ),
);

/// Be told what becomes of a request
#[derive(Command)]
#[command(path = "request subscribe", effect = "write", result = "none", example = "jsm request subscribe HELP-1")]
#[http(SUBSCRIBE)]
pub(crate) struct Subscribe {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
}

impl Run for Subscribe {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(SUBSCRIBE).param("issueIdOrKey", &self.key.0).send().await?;
        cx.success(&format!("you are told what becomes of {}", self.key.0));
        Ok(())
    }
}
