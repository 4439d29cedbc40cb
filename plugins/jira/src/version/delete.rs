//! `jira version delete`: a version goes.

use super::number;
use crate::parts;
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
#[http(DELETE, parts::VERSIONS)]
pub(crate) struct Delete {
    /// Version, by id, or by name with --project
    #[arg(positional)]
    id: String,
    /// Project that has it, by key or id: needed for a name
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
    /// Version in which its issues are fixed instead, named in the same way
    #[arg(long, value_name = "VERSION")]
    move_fix_issues_to: Option<String>,
    /// Version that its issues affect instead, named in the same way
    #[arg(long, value_name = "VERSION")]
    move_affected_issues_to: Option<String>,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let project = self.project.as_deref();
        let id = parts::version(cx, project, &self.id).await?;
        let mut body = Map::new();
        let fix = ("moveFixIssuesTo", "--move-fix-issues-to", self.move_fix_issues_to);
        let affected = ("moveAffectedIssuesTo", "--move-affected-issues-to", self.move_affected_issues_to);
        for (name, flag, id) in [fix, affected] {
            if let Some(id) = parts::version_if(cx, project, id.as_deref()).await? {
                body.insert(name.to_owned(), json!(number(&id, flag)?));
            }
        }
        cx.request(DELETE).param("id", &id).json_body(&body).send().await?;
        cx.success(&format!("deleted version {}", self.id));
        Ok(())
    }
}
