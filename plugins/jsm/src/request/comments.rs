//! `jsm request comments`: what was said about a request.

use crate::key::RequestKey;
use atlassian_plugin_sdk::prelude::*;

const COMMENTS: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/request/{issueIdOrKey}/comment",
    classic("read:servicedesk-request"),
    granular("read:request.comment:jira-service-management", "read:user:jira"),
);

/// List the comments on a request
#[derive(Command)]
#[command(path = "request comments", effect = "read", result = "many", id = "/id")]
#[command(example = "jsm request comments HELP-1", example = "jsm request comments HELP-1 --public")]
#[http(COMMENTS)]
#[column("Id", "/id", number)]
#[column("Public", "/public")]
#[column("Author", "/author/displayName", user)]
#[column("Created", "/created/iso8601", date)]
#[column("Comment", "/body")]
pub(crate) struct Comments {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
    /// Only those that the customer sees
    #[arg(long, conflicts = "internal")]
    public: bool,
    /// Only those that the agents alone see
    #[arg(long)]
    internal: bool,
    /// Most comments to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for Comments {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = cx.request(COMMENTS).param("issueIdOrKey", &self.key.0);
        let request = request.query("public", !self.internal).query("internal", !self.public);
        request.list(cx, Paging::jsm(50), self.limit).await
    }
}
