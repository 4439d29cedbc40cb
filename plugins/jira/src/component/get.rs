//! `jira component get`: one component.

use crate::parts;
use atlassian_plugin_sdk::prelude::*;

const COMPONENT: Endpoint = endpoint!(
    jira GET "/rest/api/3/component/{id}",
    classic("read:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:group:jira", "read:project.component:jira",
        "read:project:jira", "read:user:jira",
    ),
);

/// Show one component
#[derive(Command)]
#[command(path = "component get", alias = "components get", effect = "read", result = "one", id = "/id")]
#[command(example = "jira component get 10200")]
#[http(COMPONENT, parts::COMPONENTS)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Project", "/project")]
#[column("Lead", "/lead/displayName", user)]
#[column("Assignee", "/assigneeType")]
#[column("Description", "/description")]
pub(crate) struct Get {
    /// Component, by id, or by name with --project
    #[arg(positional)]
    id: String,
    /// Project that has it, by key or id: needed for a name
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = parts::component(cx, self.project.as_deref(), &self.id).await?;
        cx.emit_raw(&cx.request(COMPONENT).param("id", &id).raw().await?)
    }
}
