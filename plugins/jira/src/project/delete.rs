//! `jira project delete`: a project goes, with all its issues.

use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    jira DELETE "/rest/api/3/project/{projectIdOrKey}",
    classic("manage:jira-configuration"),
    granular("delete:project:jira"),
);

/// Delete a project with all its issues
///
/// It lies in the site's trash, from which an administrator can take it back for 60 days, unless it is deleted for ever.
#[derive(Command)]
#[command(path = "project delete", alias = "projects delete", effect = "delete", result = "none")]
#[command(example = "jira project delete PERS --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Project key or id
    #[arg(positional)]
    key: String,
    /// Delete it for ever instead of moving it to the trash
    #[arg(long)]
    for_ever: bool,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = cx.request(DELETE).param("projectIdOrKey", &self.key);
        request.query("enableUndo", !self.for_ever).send().await?;
        let how = if self.for_ever { "for ever" } else { "and lies in the trash" };
        cx.success(&format!("project {} is deleted, {how}", self.key));
        Ok(())
    }
}
