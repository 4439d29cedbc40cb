//! `jsm approval list`: what a request needs somebody's consent for.

use crate::approvals::APPROVALS;
use crate::key::RequestKey;
use atlassian_plugin_sdk::prelude::*;

/// List the approvals of a request
#[derive(Command)]
#[command(path = "approval list", effect = "read", result = "many", id = "/id", example = "jsm approval list HELP-3")]
#[http(APPROVALS)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Decision", "/finalDecision", status)]
#[column("Waits for you", "/canAnswerApproval")]
#[column("Created", "/createdDate/iso8601", date)]
#[column("Completed", "/completedDate/iso8601", date)]
pub(crate) struct List {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
    /// Most approvals to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(APPROVALS).param("issueIdOrKey", &self.key.0).list(cx, Paging::jsm(50), self.limit).await
    }
}
