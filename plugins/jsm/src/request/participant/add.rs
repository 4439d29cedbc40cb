//! `jsm request participant add`: people take part in a request.

use crate::key::RequestKey;
use crate::people;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const ADD: Endpoint = endpoint!(
    jsm POST "/rest/servicedeskapi/request/{issueIdOrKey}/participant",
    classic("write:servicedesk-request"),
    granular(
        "read:request.participant:jira-service-management", "read:user:jira",
        "write:request.participant:jira-service-management",
    ),
);

/// Add participants to a request
#[derive(Command)]
#[command(path = "request participant add", alias = "request add-participant")]
#[command(effect = "write", result = "none", example = "jsm request participant add HELP-1 ana@example.com")]
#[http(ADD, people::FIND_FOR_REQUEST)]
pub(crate) struct Add {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
    /// Account id, e-mail address, name or "@me" (can be repeated)
    #[arg(positional, required)]
    people: Vec<String>,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        let accounts = people::accounts_for(cx, &self.people, &self.key).await?;
        let body = json!({"accountIds": accounts});
        cx.request(ADD).param("issueIdOrKey", &self.key.0).json_body(&body).send().await?;
        cx.success(&format!("{} added to {}", people::count(accounts.len()), self.key.0));
        Ok(())
    }
}
