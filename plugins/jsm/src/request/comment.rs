//! `jsm request comment`: say something about a request.

use crate::key::RequestKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const COMMENT: Endpoint = endpoint!(
    jsm POST "/rest/servicedeskapi/request/{issueIdOrKey}/comment",
    classic("write:servicedesk-request"),
    granular(
        "read:request.comment:jira-service-management", "read:user:jira",
        "write:request.comment:jira-service-management",
    ),
);

/// Comment on a request
///
/// For the agents alone, unless --public: what the customer has read cannot be taken back.
#[derive(Command)]
#[command(path = "request comment", alias = "request add-comment", effect = "write", result = "one", id = "/id")]
#[command(example = "jsm request comment HELP-1 --body \"Have you tried turning it off and on again?\" --public")]
#[http(COMMENT)]
#[column("Id", "/id", number)]
#[column("Public", "/public")]
#[column("Author", "/author/displayName", user)]
#[column("Created", "/created/iso8601", date)]
#[column("Comment", "/body")]
pub(crate) struct Comment {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
    /// What to say
    #[arg(long, short = 'b', value_name = "TEXT")]
    body: Text,
    /// Show it to the customer
    #[arg(long)]
    public: bool,
}

impl Run for Comment {
    async fn run(self, cx: &Cx) -> Result<()> {
        let body = json!({"body": self.body.0, "public": self.public});
        cx.emit_raw(&cx.request(COMMENT).param("issueIdOrKey", &self.key.0).json_body(&body).raw().await?)
    }
}
