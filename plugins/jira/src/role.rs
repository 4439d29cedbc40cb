//! `jira role …`

pub(crate) mod actors;
pub(crate) mod add_actor;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod remove_actor;

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

/// The roles of a project, to find one by its name.
const DETAILS: Endpoint = endpoint!(
    jira GET "/rest/api/3/project/{projectIdOrKey}/roledetails",
    classic("read:jira-work"),
    granular(
        "read:avatar:jira", "read:project-category:jira", "read:project-role:jira", "read:project:jira",
    ),
);

#[derive(Debug, Deserialize)]
#[serde(crate = "self::serde")]
struct Role {
    id: u64,
    name: String,
}

/// The id of a role that is named by id or name.
async fn find(cx: &Cx, project: &str, typed: &str) -> Result<u64> {
    if let Ok(id) = typed.parse() {
        return Ok(id);
    }
    let roles: Vec<Role> = cx.request(DETAILS).param("projectIdOrKey", project).json().await?;
    let same = |role: &&Role| role.name.to_lowercase() == typed.to_lowercase();
    match roles.iter().find(same) {
        Some(role) => Ok(role.id),
        None => {
            let known: Vec<_> = roles.iter().map(|role| format!("`{}`", role.name)).collect();
            Err(Error::not_found(format!("the project {project} has no role `{typed}`"))
                .hint(format!("there are {}", known.join(", "))))
        }
    }
}
