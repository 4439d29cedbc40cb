//! `jira version merge`: one version goes, and its issues get another.

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
#[http(MERGE)]
pub(crate) struct Merge {
    /// Id of the version that goes
    #[arg(positional)]
    from: String,
    /// Id of the version that its issues get
    #[arg(positional)]
    to: String,
}

impl Run for Merge {
    async fn run(self, cx: &Cx) -> Result<()> {
        let Self { from, to } = self;
        cx.request(MERGE).param("id", &from).param("moveIssuesTo", &to).send().await?;
        cx.success(&format!("merged version {from} into {to}"));
        Ok(())
    }
}
