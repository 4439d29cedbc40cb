//! `jsm request participant remove`: people take part in a request no more.

use crate::key::RequestKey;
use crate::people;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const REMOVE: Endpoint = endpoint!(
    jsm DELETE "/rest/servicedeskapi/request/{issueIdOrKey}/participant",
    classic("write:servicedesk-request"),
    granular(
        "delete:request.participant:jira-service-management", "read:request.participant:jira-service-management",
        "read:user:jira",
    ),
);

/// Remove participants from a request
#[derive(Command)]
#[command(path = "request participant remove", alias = "request remove-participant")]
#[command(effect = "write", result = "none")]
#[command(example = "jsm request participant remove HELP-2 olu@example.com")]
#[http(REMOVE, people::FIND_FOR_REQUEST)]
pub(crate) struct Remove {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
    /// Account id, e-mail address, name or "@me" (can be repeated)
    #[arg(positional, required)]
    people: Vec<String>,
}

impl Run for Remove {
    async fn run(self, cx: &Cx) -> Result<()> {
        let accounts = people::accounts_for(cx, &self.people, &self.key).await?;
        let body = json!({"accountIds": accounts});
        cx.request(REMOVE).param("issueIdOrKey", &self.key.0).json_body(&body).send().await?;
        cx.success(&format!("{} removed from {}", people::count(accounts.len()), self.key.0));
        Ok(())
    }
}
