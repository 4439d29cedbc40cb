//! `jsm request status`: the way of a request so far.

use crate::key::RequestKey;
use atlassian_plugin_sdk::prelude::*;

const STATUS: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/request/{issueIdOrKey}/status",
    classic("read:servicedesk-request"),
    granular("read:request.status:jira-service-management", "read:user:jira"),
);

/// List the statuses that a request has had, latest first
#[derive(Command)]
#[command(path = "request status", effect = "read", result = "many", id = "/status")]
#[command(example = "jsm request status HELP-1")]
#[http(STATUS)]
#[column("Status", "/status", status)]
#[column("Category", "/statusCategory")]
#[column("Since", "/statusDate/iso8601", date)]
pub(crate) struct Status {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
    /// Most statuses to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for Status {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(STATUS).param("issueIdOrKey", &self.key.0).list(cx, Paging::jsm(50), self.limit).await
    }
}
