//! `jira project get`: one project.

use atlassian_plugin_sdk::prelude::*;

const PROJECT: Endpoint = endpoint!(
    jira GET "/rest/api/3/project/{projectIdOrKey}",
    classic("read:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:group:jira", "read:issue-type-hierarchy:jira",
        "read:issue-type:jira", "read:project-category:jira", "read:project-version:jira",
        "read:project.component:jira", "read:project.property:jira", "read:project:jira", "read:user:jira",
    ),
);

/// Show one project
#[derive(Command)]
#[command(path = "project get", alias = "projects get", effect = "read", result = "one", id = "/key")]
#[command(example = "jira project get DEV")]
#[http(PROJECT)]
#[web(project: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Name", "/name")]
#[column("Type", "/projectTypeKey")]
#[column("Lead", "/lead/displayName", user)]
#[column("Description", "/description")]
#[column("Address", "/url")]
#[column("Id", "/id")]
pub(crate) struct Get {
    /// Project key or id
    #[arg(positional)]
    key: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        if cx.browse("project", &[("key", &self.key)])? {
            return Ok(());
        }
        cx.emit_raw(&cx.request(PROJECT).param("projectIdOrKey", &self.key).raw().await?)
    }
}
