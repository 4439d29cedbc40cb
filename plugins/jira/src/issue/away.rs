//! Archiving and its opposite: both name up to a thousand issues, and say which were left and why.

use crate::fields::listed;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::json;
use std::collections::BTreeMap;

/// As many as one request may name.
const MOST: usize = 1_000;

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Answer {
    #[serde(default)]
    number_of_issues_updated: u64,
    #[serde(default)]
    errors: BTreeMap<String, Left>,
}

/// Issues that were left, for one reason.
#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Left {
    #[serde(default)]
    issue_ids_or_keys: Vec<String>,
    #[serde(default)]
    message: String,
}

/// Sends the keys, a thousand at a time.
pub(super) async fn send(cx: &Cx, endpoint: Endpoint, keys: &[IssueKey], done: &str) -> Result<()> {
    let mut count = 0;
    let mut left = Vec::new();
    for some in keys.chunks(MOST) {
        let some: Vec<_> = some.iter().map(|key| key.0.as_str()).collect();
        let answer: Answer = cx.request(endpoint).json_body(&json!({"issueIdsOrKeys": some})).json().await?;
        count += answer.number_of_issues_updated;
        left.extend(answer.errors.into_values());
    }
    if left.is_empty() {
        cx.success(&match (keys, count) {
            ([one], _) => format!("{done} {}", one.0),
            (_, count) => format!("{done} {count} issues"),
        });
        return Ok(());
    }
    let error = Error::new(Kind::Partial, format!("{done} {count} of {} issues", keys.len()));
    Err(left.iter().fold(error, |error, Left { issue_ids_or_keys, message }| {
        error.hint(format!("{}: {message}", listed(issue_ids_or_keys.iter().map(String::as_str))))
    }))
}
