//! `jira issue vote list`: who wants an issue done.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

const VOTES: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}/votes",
    classic("read:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:group:jira", "read:issue.vote:jira",
        "read:user:jira",
    ),
);

/// List who voted for an issue
#[derive(Command)]
#[command(path = "issue vote list", alias = "issue votes list", effect = "read", result = "many", id = "/accountId")]
#[command(example = "jira issue vote list DEV-1")]
#[http(VOTES)]
#[column("Name", "/displayName", user)]
#[column("E-mail", "/emailAddress")]
#[column("Account id", "/accountId")]
pub(crate) struct List {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Votes {
    votes: u64,
    /// Absent for who may not see them.
    #[serde(default)]
    voters: Vec<Box<RawValue>>,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let found: Votes = cx.request(VOTES).param("issueIdOrKey", &self.key.0).json().await?;
        found.voters.iter().try_for_each(|voter| cx.emit_raw(voter))?;
        if u64::try_from(found.voters.len()).is_ok_and(|shown| shown < found.votes) {
            cx.incomplete("the others are not shown to you", Some(found.votes));
        }
        Ok(())
    }
}
