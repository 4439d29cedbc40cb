//! `jira attachment list`: the files at an issue.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

/// List the files at an issue
#[derive(Command)]
#[command(path = "attachment list", alias = "issue attachment list", effect = "read", result = "many", id = "/id")]
#[command(example = "jira attachment list DEV-1")]
#[http(super::ISSUE)]
#[column("Id", "/id")]
#[column("File", "/filename")]
#[column("Size", "/size", bytes)]
#[column("Type", "/mimeType")]
#[column("Author", "/author/displayName", user)]
#[column("Created", "/created", date)]
pub(crate) struct List {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        super::of_issue(cx, &self.key.0).await?.iter().try_for_each(|file| cx.emit_raw(file))
    }
}
