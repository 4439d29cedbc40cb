//! `jira automation …`: Atlassian's rule management API, which the OpenAPI documents of Jira do not have.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod disable;
pub(crate) mod enable;
pub(crate) mod export;
pub(crate) mod get;
pub(crate) mod list;
mod payload;
pub(crate) mod update;

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

/// One rule, whole, with the connections that it uses.
const RULE: Endpoint = endpoint!(automation GET "/rest/v1/rule/{ruleUuid}");

/// Whether a rule runs.
const STATE: Endpoint = endpoint!(automation PUT "/rest/v1/rule/{ruleUuid}/state");

/// Lets a rule run, or keeps it from running.
async fn set_state(cx: &Cx, id: &str, state: &str) -> Result<()> {
    cx.request(STATE).param("ruleUuid", id).json_body(&json!({"value": state})).send().await?;
    cx.success(&format!("rule {id} is {}", state.to_lowercase()));
    Ok(())
}
