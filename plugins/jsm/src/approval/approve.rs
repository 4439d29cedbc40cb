//! `jsm approval approve`: consent.

use crate::approvals::{self, ANSWER, APPROVALS};
use crate::key::RequestKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

/// Approve a request
///
/// The approval need not be named where only one waits for you.
#[derive(Command)]
#[command(path = "approval approve", effect = "write", result = "one", id = "/id")]
#[command(example = "jsm approval approve HELP-3")]
#[http(ANSWER, APPROVALS)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Decision", "/finalDecision", status)]
#[column("Completed", "/completedDate/iso8601", date)]
pub(crate) struct Approve {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
    /// Approval, by id or name
    #[arg(positional)]
    approval: Option<String>,
}

impl Run for Approve {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = approvals::waiting(cx, &self.key.0, self.approval.as_deref()).await?;
        let request = cx.request(ANSWER).param("issueIdOrKey", &self.key.0).param("approvalId", id);
        cx.emit_raw(&request.json_body(&json!({"decision": "approve"})).raw().await?)
    }
}
