//! `bitbucket permission add`: gives a person or a group access to a repository.

use crate::people;
use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const USER: Endpoint = endpoint!(
    bitbucket PUT "/2.0/repositories/{workspace}/{repo_slug}/permissions-config/users/{selected_user_id}",
    classic("repository:admin"),
    granular("admin:repository:bitbucket", "write:permission:bitbucket"),
);

const GROUP: Endpoint = endpoint!(
    bitbucket PUT "/2.0/repositories/{workspace}/{repo_slug}/permissions-config/groups/{group_slug}",
    classic("repository:admin"),
    granular("admin:repository:bitbucket", "write:permission:bitbucket"),
);

/// What one may do.
#[derive(Choice)]
enum Permission {
    Read,
    Write,
    Admin,
}

/// Give a person or a group access to a repository
///
/// Whoever has another permission has this one from then on.
#[derive(Command)]
#[command(path = "permission add", alias = "permission grant", effect = "write", result = "one", id = "/user/uuid")]
#[command(example = "bitbucket permission add write --user sato --repo backend")]
#[command(example = "bitbucket permission add read --group administrators --repo backend")]
#[http(USER, GROUP, people::FIND)]
#[column("Person", "/user/display_name", user)]
#[column("Group", "/group/slug")]
#[column("Permission", "/permission")]
pub(crate) struct Add {
    /// What they may do
    #[arg(positional)]
    permission: Permission,
    /// Person: a name, a nickname, an account id, a UUID or @me
    #[arg(long, value_name = "PERSON", conflicts = "group")]
    user: Option<String>,
    /// Group, by its slug
    #[arg(long, value_name = "SLUG")]
    group: Option<String>,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        let place = self.place.place()?;
        let body = json!({"permission": self.permission.to_string()});
        let request = match (&self.user, &self.group) {
            (Some(typed), _) => {
                let uuid = people::one(cx, &place.workspace, typed).await?;
                place.request(cx, USER).param("selected_user_id", uuid)
            }
            (None, Some(group)) => place.request(cx, GROUP).param("group_slug", group),
            (None, None) => return Err(Error::usage("for whom is not said").hint("give `--user` or `--group`")),
        };
        cx.emit_raw(&request.json_body(&body).raw().await?)
    }
}
