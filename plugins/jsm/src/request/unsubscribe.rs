//! `jsm request unsubscribe`: hear no more of a request.

use crate::key::RequestKey;
use atlassian_plugin_sdk::prelude::*;

const UNSUBSCRIBE: Endpoint = endpoint!(
    jsm DELETE "/rest/servicedeskapi/request/{issueIdOrKey}/notification",
    classic("write:servicedesk-request"),
    granular(
        "delete:request.notification:jira-service-management", "read:request.notification:jira-service-management",
        "read:user:jira",
    ),
);

/// Be told no more what becomes of a request
#[derive(Command)]
#[command(path = "request unsubscribe", effect = "write", result = "none")]
#[command(example = "jsm request unsubscribe HELP-1")]
#[http(UNSUBSCRIBE)]
pub(crate) struct Unsubscribe {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
}

impl Run for Unsubscribe {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(UNSUBSCRIBE).param("issueIdOrKey", &self.key.0).send().await?;
        cx.success(&format!("you are told no more of {}", self.key.0));
        Ok(())
    }
}
