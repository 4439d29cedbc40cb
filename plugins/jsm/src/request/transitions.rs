//! `jsm request transitions`: what can be done with a request now.

use crate::key::RequestKey;
use atlassian_plugin_sdk::prelude::*;

pub(crate) const TRANSITIONS: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/request/{issueIdOrKey}/transition",
    classic("read:servicedesk-request"),
    granular("read:request.status:jira-service-management", "read:user:jira"),
);

/// List the transitions that are open to you
#[derive(Command)]
#[command(path = "request transitions", effect = "read", result = "many", id = "/id")]
#[command(example = "jsm request transitions HELP-1")]
#[http(TRANSITIONS)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
pub(crate) struct Transitions {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
}

impl Run for Transitions {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = cx.request(TRANSITIONS).param("issueIdOrKey", &self.key.0);
        request.list(cx, Paging::jsm(50), Limit::ALL).await
    }
}
