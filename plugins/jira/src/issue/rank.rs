//! `jira issue rank`: where issues stand on boards and in backlogs.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::json;

const RANK: Endpoint = endpoint!(
    jira PUT "/rest/agile/1.0/issue/rank",
    granular("write:issue:jira-software"),
);

/// As many as one request may name.
const MOST: usize = 50;

/// Rank issues before or after another one
///
/// They stand together then, in the order in which they are named.
#[derive(Command)]
#[command(path = "issue rank", effect = "write", result = "none")]
#[command(example = "jira issue rank DEV-4 DEV-2 --before DEV-1", example = "jira issue rank DEV-1 --after DEV-3")]
#[http(RANK)]
pub(crate) struct Rank {
    /// Issue key or id (can be repeated)
    #[arg(positional, required)]
    key: Vec<IssueKey>,
    /// Issue that they come before
    #[arg(long, value_name = "KEY", conflicts = "after")]
    before: Option<IssueKey>,
    /// Issue that they come after
    #[arg(long, value_name = "KEY")]
    after: Option<IssueKey>,
}

/// What a status of 207 says of each issue.
#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Answer {
    #[serde(default)]
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Entry {
    #[serde(default)]
    issue_key: String,
    #[serde(default)]
    status: u16,
    #[serde(default)]
    errors: Vec<String>,
}

impl Run for Rank {
    async fn run(self, cx: &Cx) -> Result<()> {
        let (mut name, mut other) = match (self.before, self.after) {
            (Some(other), None) => ("rankBeforeIssue", other.0),
            (None, Some(other)) => ("rankAfterIssue", other.0),
            _ => {
                return Err(Error::usage("nothing says where to rank them").hint("add `--before KEY` or `--after KEY`"));
            }
        };
        let keys: Vec<_> = self.key.iter().map(|key| key.0.as_str()).collect();
        let mut failed = Vec::new();
        for some in keys.chunks(MOST) {
            let response = cx.request(RANK).json_body(&json!({"issues": some, name: other})).send().await?;
            if response.status() == 207 {
                failed.extend(response.json::<Answer>()?.entries.into_iter().filter(|entry| entry.status >= 400));
            }
            // The next ones follow those that stand there now.
            if let Some(last) = some.last() {
                (name, other) = ("rankAfterIssue", (*last).to_owned());
            }
        }
        let failed: Vec<_> =
            failed.iter().map(|entry| (entry.issue_key.as_str(), Error::other(entry.errors.join("; ")))).collect();
        super::failures(keys.len(), &failed)?;
        cx.success(&match keys.as_slice() {
            [one] => format!("ranked {one}"),
            several => format!("ranked {} issues", several.len()),
        });
        Ok(())
    }
}
