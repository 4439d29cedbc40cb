//! `jsm approval get`: one approval, with everybody's answer.

use crate::approvals::{self, APPROVALS};
use crate::key::RequestKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

const APPROVAL: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/request/{issueIdOrKey}/approval/{approvalId}",
    classic("read:servicedesk-request"),
    granular("read:request.approval:jira-service-management", "read:user:jira"),
);

/// Show an approval
///
/// Below it, in a table, who has answered what.
#[derive(Command)]
#[command(path = "approval get", alias = "approval view", effect = "read", result = "one", id = "/id")]
#[command(example = "jsm approval get HELP-3 1")]
#[http(APPROVAL, APPROVALS)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Decision", "/finalDecision", status)]
#[column("Waits for you", "/canAnswerApproval")]
#[column("Created", "/createdDate/iso8601", date)]
#[column("Completed", "/completedDate/iso8601", date)]
pub(crate) struct Get {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
    /// Approval, by id or name
    #[arg(positional)]
    approval: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Approval {
    #[serde(default)]
    approvers: Vec<Answer>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Answer {
    approver: Person,
    approver_decision: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Person {
    #[serde(default)]
    display_name: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = approvals::find(cx, &self.key.0, &self.approval).await?;
        let request = cx.request(APPROVAL).param("issueIdOrKey", &self.key.0).param("approvalId", id);
        let record = request.raw().await?;
        let Approval { approvers } = atlassian_plugin_sdk::read("the approval", &record)?;
        let answers = approvers
            .iter()
            .map(|answer| format!("- {}: {}\n", answer.approver.display_name, answer.approver_decision));
        cx.view_raw(&record, &answers.collect::<String>())
    }
}
