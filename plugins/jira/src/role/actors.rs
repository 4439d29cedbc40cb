//! `jira role actors`: the people and groups in a role.

use atlassian_plugin_sdk::prelude::*;

const ROLE: Endpoint = endpoint!(
    jira GET "/rest/api/3/project/{projectIdOrKey}/role/{id}",
    classic("read:jira-work"),
    granular(
        "read:avatar:jira", "read:group:jira", "read:project-category:jira", "read:project-role:jira",
        "read:project:jira", "read:user:jira",
    ),
);

/// List the people and groups that have a role in a project
#[derive(Command)]
#[command(path = "role actors", alias = "roles actors", effect = "read", result = "many", id = "/displayName")]
#[command(example = "jira role actors DEV Administrators")]
#[http(super::DETAILS, ROLE)]
#[column("Name", "/displayName", user)]
#[column("Kind", "/type")]
#[column("Account id", "/actorUser/accountId")]
#[column("Group id", "/actorGroup/groupId")]
pub(crate) struct Actors {
    /// Project key or id
    #[arg(positional)]
    project: String,
    /// Name or id of the role
    #[arg(positional)]
    role: String,
}

impl Run for Actors {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = super::find(cx, &self.project, &self.role).await?;
        let request = cx.request(ROLE).param("projectIdOrKey", &self.project).param("id", id);
        request.list_whole(cx, Some("actors")).await
    }
}
