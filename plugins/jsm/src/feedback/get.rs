//! `jsm feedback get`: how a customer liked it.

use crate::experimental::opt_in;
use crate::key::RequestKey;
use atlassian_plugin_sdk::prelude::*;

const FEEDBACK: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/request/{requestIdOrKey}/feedback",
    classic("read:servicedesk-request"),
    granular("read:request.feedback:jira-service-management", "read:user:jira"),
);

/// Show the feedback on a request
#[derive(Command)]
#[command(path = "feedback get", effect = "read", result = "one", id = "/rating", example = "jsm feedback get HELP-4")]
#[http(FEEDBACK)]
#[column("Rating", "/rating", number)]
#[column("Comment", "/comment/body")]
#[column("Type", "/type")]
pub(crate) struct Get {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&opt_in(cx.request(FEEDBACK).param("requestIdOrKey", &self.key.0)).raw().await?)
    }
}
