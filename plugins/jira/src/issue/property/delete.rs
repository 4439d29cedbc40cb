//! `jira issue property delete`: forget what was kept at an issue.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    jira DELETE "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}",
    classic("write:jira-work"),
    granular("delete:issue.property:jira"),
);

/// Delete a property of an issue
#[derive(Command)]
#[command(path = "issue property delete", alias = "issue properties delete", effect = "delete", result = "none")]
#[command(example = "jira issue property delete DEV-1 build --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Name of the property
    #[arg(positional)]
    property: String,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let Self { key, property } = self;
        cx.request(DELETE).param("issueIdOrKey", &key.0).param("propertyKey", &property).send().await?;
        cx.success(&format!("deleted `{property}` at {}", key.0));
        Ok(())
    }
}
