//! `jira role get`: one role in a project.

use atlassian_plugin_sdk::prelude::*;

const ROLE: Endpoint = endpoint!(
    jira GET "/rest/api/3/project/{projectIdOrKey}/role/{id}",
    classic("read:jira-work"),
    granular(
        "read:avatar:jira", "read:group:jira", "read:project-category:jira", "read:project-role:jira",
        "read:project:jira", "read:user:jira",
    ),
);

/// Show one role in a project
#[derive(Command)]
#[command(path = "role get", alias = "roles get", effect = "read", result = "one", id = "/id")]
#[command(example = "jira role get DEV Administrators")]
#[http(super::DETAILS, ROLE)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Description", "/description")]
#[column("Actors", "/actors")]
pub(crate) struct Get {
    /// Project key or id
    #[arg(positional)]
    project: String,
    /// Name or id of the role
    #[arg(positional)]
    role: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = super::find(cx, &self.project, &self.role).await?;
        let request = cx.request(ROLE).param("projectIdOrKey", &self.project).param("id", id);
        cx.emit_raw(&request.raw().await?)
    }
}
