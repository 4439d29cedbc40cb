//! `jira version merge`: one version goes, and its issues get another.

use crate::parts;
use atlassian_plugin_sdk::prelude::*;

const MERGE: Endpoint = endpoint!(
    jira PUT "/rest/api/3/version/{id}/mergeto/{moveIssuesTo}",
    classic("manage:jira-project"),
    granular("delete:project-version:jira", "write:project-version:jira"),
);

/// Merge a version into another and delete it
#[derive(Command)]
#[command(path = "version merge", alias = "versions merge", effect = "delete", result = "none")]
#[command(example = "jira version merge 10100 10101 --yes")]
#[http(MERGE, parts::VERSIONS)]
pub(crate) struct Merge {
    /// Version that goes, by id, or by name with --project
    #[arg(positional)]
    from: String,
    /// Version that its issues get, named in the same way
    #[arg(positional)]
    to: String,
    /// Project that has it, by key or id: needed for a name
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
}

impl Run for Merge {
    async fn run(self, cx: &Cx) -> Result<()> {
        let Self { from, to, project } = &self;
        let id = parts::version(cx, project.as_deref(), from).await?;
        let target = parts::version(cx, project.as_deref(), to).await?;
        cx.request(MERGE).param("id", &id).param("moveIssuesTo", &target).send().await?;
        cx.success(&format!("merged version {from} into {to}"));
        Ok(())
    }
}
