//! `jira version delete`: a version goes.

use super::number;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, json};

const DELETE: Endpoint = endpoint!(
    jira POST "/rest/api/3/version/{id}/removeAndSwap",
    classic("manage:jira-project"),
    granular("delete:project-version:jira", "write:project-version:jira"),
);

/// Delete a version
///
/// Its issues stay, without a version or with the one that is named.
#[derive(Command)]
#[command(path = "version delete", alias = "versions delete", effect = "delete", result = "none")]
#[command(example = "jira version delete 10101 --yes")]
#[command(example = "jira version delete 10101 --move-fix-issues-to 10100 --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Id of the version
    #[arg(positional)]
    id: String,
    /// Id of the version in which its issues are fixed instead
    #[arg(long, value_name = "ID")]
    move_fix_issues_to: Option<String>,
    /// Id of the version that its issues affect instead
    #[arg(long, value_name = "ID")]
    move_affected_issues_to: Option<String>,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut body = Map::new();
        let fix = ("moveFixIssuesTo", "--move-fix-issues-to", self.move_fix_issues_to);
        let affected = ("moveAffectedIssuesTo", "--move-affected-issues-to", self.move_affected_issues_to);
        for (name, flag, id) in [fix, affected] {
            if let Some(id) = id {
                body.insert(name.to_owned(), json!(number(&id, flag)?));
            }
        }
        cx.request(DELETE).param("id", &self.id).json_body(&body).send().await?;
        cx.success(&format!("deleted version {}", self.id));
        Ok(())
    }
}
