//! What Jira takes 50 issues at a time, for any number of them.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Map, Value, json};
use atlassian_plugin_sdk::{Request, Response};

/// Issues in one request, as Jira's documents say.
const MOST: usize = 50;

/// Sends a request for each batch of issues, one after the other: their order on the board is the order of the keys.
/// The request is made of a batch and of the issue that the batch before it ended with.
///
/// # Errors
///
/// When a batch fails. What was done before is said.
pub(crate) async fn send(keys: &[IssueKey], request: impl Fn(&[&str], Option<&str>) -> Request) -> Result<usize> {
    let mut keys: Vec<&str> = keys.iter().map(|key| key.0.as_str()).collect();
    let mut seen = std::collections::BTreeSet::new();
    keys.retain(|key| seen.insert(*key));
    let (mut done, mut last) = (0, None);
    for batch in keys.chunks(MOST) {
        let answer = match request(batch, last).send().await {
            Ok(answer) => answer,
            Err(error) => return Err(after(done, keys.len(), error)),
        };
        done += batch.len();
        last = batch.last().copied();
        refused(&answer)?;
    }
    Ok(done)
}

fn after(done: usize, of: usize, error: Error) -> Error {
    if done == 0 {
        return error;
    }
    let message = format!("{done} of {of} issues were moved, the rest was not: {error}");
    error.hints().iter().fold(Error::new(Kind::Partial, message), |error, hint| error.hint(hint))
}

/// The body of a 207: what became of each issue.
#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Outcomes {
    entries: Vec<Outcome>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Outcome {
    issue_key: String,
    status: u16,
    #[serde(default)]
    errors: Vec<String>,
}

/// Issues that Jira took, but did not put where they should stand.
fn refused(answer: &Response) -> Result<()> {
    if answer.status() != 207 {
        return Ok(());
    }
    let failed: Vec<String> = answer
        .json::<Outcomes>()?
        .entries
        .iter()
        .filter(|entry| entry.status >= 400)
        .map(|entry| format!("{}: {}", entry.issue_key, entry.errors.join(" ")))
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(Error::new(Kind::Partial, format!("some issues were moved and not ranked: {}", failed.join("; "))))
}

/// The body that moves a batch to its place. Behind an issue, a later batch follows the one before it.
pub(crate) fn ranked(
    keys: &[&str],
    last: Option<&str>,
    before: Option<&IssueKey>,
    after: Option<&IssueKey>,
) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("issues".to_owned(), json!(keys));
    if let Some(key) = before {
        body.insert("rankBeforeIssue".to_owned(), json!(key.0));
    }
    if let Some(key) = after {
        body.insert("rankAfterIssue".to_owned(), json!(last.unwrap_or(&key.0)));
    }
    body
}

/// `1 issue`, `3 issues`.
pub(crate) fn issues(count: usize) -> String {
    if count == 1 { "1 issue".to_owned() } else { format!("{count} issues") }
}
