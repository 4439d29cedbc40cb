//! `jira issue open`: an issue in the browser.

use super::get::ISSUE;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

/// Open an issue in the browser
#[derive(Command)]
#[command(path = "issue open", effect = "read", result = "none")]
#[command(example = "jira issue open DEV-1")]
#[http(ISSUE)]
#[web(issue: jira "/browse/{key}")]
pub(crate) struct Open {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Issue {
    key: String,
}

impl Run for Open {
    async fn run(self, cx: &Cx) -> Result<()> {
        // A page that is not there says so only in the browser; and it has no address by id.
        let request = cx.request(ISSUE).param("issueIdOrKey", &self.key.0).query("fields", "summary");
        let issue: Issue = request.json().await?;
        cx.browse("issue", &[("key", &issue.key)]).map(|_| ())
    }
}
