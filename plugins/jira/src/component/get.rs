//! `jira component get`: one component.

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
#[http(COMPONENT)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Project", "/project")]
#[column("Lead", "/lead/displayName", user)]
#[column("Assignee", "/assigneeType")]
#[column("Description", "/description")]
pub(crate) struct Get {
    /// Id of the component
    #[arg(positional)]
    id: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&cx.request(COMPONENT).param("id", &self.id).raw().await?)
    }
}
