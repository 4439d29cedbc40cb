//! `jira role list`: what people can be in a project.

use atlassian_plugin_sdk::prelude::*;

const ROLES: Endpoint = endpoint!(
    jira GET "/rest/api/3/role",
    classic("manage:jira-configuration"),
    granular(
        "read:avatar:jira", "read:group:jira", "read:project-category:jira", "read:project-role:jira",
        "read:project:jira", "read:user:jira",
    ),
);

/// List the roles of a project, or of the site
#[derive(Command)]
#[command(path = "role list", alias = "roles list", effect = "read", result = "many", id = "/id")]
#[command(example = "jira role list DEV", example = "jira role list")]
#[http(super::DETAILS, ROLES)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Description", "/description")]
pub(crate) struct List {
    /// Project key or id; without one, the roles of the site
    #[arg(positional)]
    project: Option<String>,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = match &self.project {
            Some(project) => cx.request(super::DETAILS).param("projectIdOrKey", project),
            None => cx.request(ROLES),
        };
        request.list_whole(cx, None).await
    }
}
