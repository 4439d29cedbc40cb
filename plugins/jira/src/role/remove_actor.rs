//! `jira role remove-actor`: a person or a group loses a role.

use crate::people;
use atlassian_plugin_sdk::prelude::*;

const REMOVE: Endpoint = endpoint!(
    jira DELETE "/rest/api/3/project/{projectIdOrKey}/role/{id}",
    classic("manage:jira-project"),
    granular("delete:project-role:jira"),
);

/// Take a role in a project from a person or a group
#[derive(Command)]
#[command(path = "role remove-actor", alias = "roles remove-actor", effect = "delete", result = "none")]
#[command(example = "jira role remove-actor DEV Administrators --user \"Olu Adeyemi\" --yes")]
#[http(super::DETAILS, REMOVE, people::FIND)]
pub(crate) struct RemoveActor {
    /// Project key or id
    #[arg(positional)]
    project: String,
    /// Name or id of the role
    #[arg(positional)]
    role: String,
    /// Person: e-mail address, display name, account id or @me
    #[arg(long, value_name = "PERSON", conflicts = "group")]
    user: Option<String>,
    /// Name of a group
    #[arg(long)]
    group: Option<String>,
}

impl Run for RemoveActor {
    async fn run(self, cx: &Cx) -> Result<()> {
        let (kind, value, name) = match (self.user, self.group) {
            (Some(user), _) => ("user", people::account(cx, &user).await?, user),
            (None, Some(group)) => ("group", group.clone(), group),
            (None, None) => {
                return Err(Error::usage("nobody is named").hint("`--user` or `--group` says who loses the role"));
            }
        };
        let id = super::find(cx, &self.project, &self.role).await?;
        let request = cx.request(REMOVE).param("projectIdOrKey", &self.project).param("id", id);
        request.query(kind, value).send().await?;
        cx.success(&format!("{name} no longer has the role {} in {}", self.role, self.project));
        Ok(())
    }
}
