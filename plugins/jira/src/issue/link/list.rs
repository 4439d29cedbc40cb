//! `jira issue link list`: the issues that an issue is linked to.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

/// List the issues that an issue is linked to
#[derive(Command)]
#[command(path = "issue link list", alias = "issue links list", effect = "read", result = "many", id = "/id")]
#[command(example = "jira issue link list DEV-1")]
#[http(super::ISSUE)]
#[column("Id", "/id")]
#[column("Relation", "/relation")]
#[column("Issue", "/issue/key")]
#[column("Summary", "/issue/fields/summary")]
#[column("Status", "/issue/fields/status/name", status)]
pub(crate) struct List {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        for link in super::links(cx, &self.key.0).await? {
            cx.emit_raw(&super::readable(&link)?)?;
        }
        Ok(())
    }
}
