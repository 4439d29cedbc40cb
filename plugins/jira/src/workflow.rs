//! `jira workflow …`

pub(crate) mod export;
pub(crate) mod get;
pub(crate) mod list;

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::json;

/// Workflows by their names or ids, with all their transitions and rules.
const READ: Endpoint = endpoint!(
    jira POST "/rest/api/3/workflows",
    classic("manage:jira-configuration"),
    granular("read:workflow:jira"),
);

/// What Jira says of workflows; their statuses stand beside them.
#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Found {
    #[serde(default)]
    workflows: Vec<Box<RawValue>>,
    #[serde(default)]
    statuses: Vec<Box<RawValue>>,
}

/// The workflows of a name or an id, as Jira sends them.
async fn find(cx: &Cx, typed: &str) -> Result<Found> {
    let by = if is_id(typed) { "workflowIds" } else { "workflowNames" };
    let found: Found = cx.request(READ).json_body(&json!({by: [typed]})).json().await?;
    if found.workflows.is_empty() {
        return Err(Error::not_found(format!("there is no workflow `{typed}`, or you may not see it"))
            .hint("`jira workflow list` shows names and ids"));
    }
    Ok(found)
}

/// A UUID: what the ids of workflows are.
fn is_id(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let parts: Vec<_> = text.split('-').collect();
    parts.len() == lengths.len()
        && parts
            .iter()
            .zip(lengths)
            .all(|(part, length)| part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::is_id;

    #[test]
    fn ids_are_told_from_names() {
        assert!(is_id("b9ff2384-d3b6-4d4e-9509-3ee19f607168"));
        for name in ["jira", "Software workflow", "b9ff2384-d3b6-4d4e-9509", "b9ff2384-d3b6-4d4e-9509-3ee19f60716x"] {
            assert!(!is_id(name), "{name}");
        }
    }
}
