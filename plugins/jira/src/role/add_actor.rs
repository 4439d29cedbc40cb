//! `jira role add-actor`: people and groups get a role.

use crate::people;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, json};

const ADD: Endpoint = endpoint!(
    jira POST "/rest/api/3/project/{projectIdOrKey}/role/{id}",
    classic("manage:jira-configuration"),
    granular(
        "read:avatar:jira", "read:group:jira", "read:project-category:jira", "read:project-role:jira",
        "read:project:jira", "read:user:jira", "write:project-role:jira",
    ),
);

/// Give people or groups a role in a project
#[derive(Command)]
#[command(path = "role add-actor", alias = "roles add-actor", effect = "write", result = "one", id = "/id")]
#[command(example = "jira role add-actor DEV Member --user ana@example.com --user \"Olu Adeyemi\"")]
#[command(example = "jira role add-actor DEV Viewer --group site-admins")]
#[http(super::DETAILS, ADD, people::FIND)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Actors", "/actors")]
pub(crate) struct AddActor {
    /// Project key or id
    #[arg(positional)]
    project: String,
    /// Name or id of the role
    #[arg(positional)]
    role: String,
    /// Person: e-mail address, display name, account id or @me (can be repeated)
    #[arg(long, value_name = "PERSON")]
    user: Vec<String>,
    /// Name of a group (can be repeated)
    #[arg(long)]
    group: Vec<String>,
}

impl Run for AddActor {
    async fn run(self, cx: &Cx) -> Result<()> {
        if self.user.is_empty() && self.group.is_empty() {
            return Err(Error::usage("nobody is named").hint("`--user` or `--group` says who gets the role"));
        }
        let mut accounts = Vec::new();
        for user in &self.user {
            accounts.push(people::account(cx, user).await?);
        }
        let id = super::find(cx, &self.project, &self.role).await?;
        let mut body = Map::new();
        for (kind, named) in [("user", &accounts), ("group", &self.group)] {
            if !named.is_empty() {
                body.insert(kind.to_owned(), json!(named));
            }
        }
        let request = cx.request(ADD).param("projectIdOrKey", &self.project).param("id", id);
        cx.emit_raw(&request.json_body(&body).raw().await?)
    }
}
