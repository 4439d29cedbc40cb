//! `jsm approval decline`: no consent.

use crate::approvals::{self, ANSWER, APPROVALS};
use crate::key::RequestKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

/// Decline a request
///
/// The approval need not be named where only one waits for you.
#[derive(Command)]
#[command(path = "approval decline", effect = "write", result = "one", id = "/id")]
#[command(example = "jsm approval decline HELP-3 1")]
#[http(ANSWER, APPROVALS)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Decision", "/finalDecision", status)]
#[column("Completed", "/completedDate/iso8601", date)]
pub(crate) struct Decline {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
    /// Approval, by id or name
    #[arg(positional)]
    approval: Option<String>,
}

impl Run for Decline {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = approvals::waiting(cx, &self.key.0, self.approval.as_deref()).await?;
        let request = cx.request(ANSWER).param("issueIdOrKey", &self.key.0).param("approvalId", id);
        cx.emit_raw(&request.json_body(&json!({"decision": "decline"})).raw().await?)
    }
}
