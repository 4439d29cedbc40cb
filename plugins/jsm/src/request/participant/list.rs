//! `jsm request participant list`: who takes part in a request.

use crate::key::RequestKey;
use atlassian_plugin_sdk::prelude::*;

const PARTICIPANTS: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/request/{issueIdOrKey}/participant",
    classic("read:servicedesk-request"),
    granular("read:request.participant:jira-service-management", "read:user:jira"),
);

/// List the participants of a request
#[derive(Command)]
#[command(path = "request participant list", alias = "request participants")]
#[command(effect = "read", result = "many", id = "/accountId", example = "jsm request participant list HELP-1")]
#[http(PARTICIPANTS)]
#[column("Account", "/accountId")]
#[column("Name", "/displayName", user)]
#[column("E-mail", "/emailAddress")]
pub(crate) struct List {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
    /// Most people to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(PARTICIPANTS).param("issueIdOrKey", &self.key.0).list(cx, Paging::jsm(50), self.limit).await
    }
}
