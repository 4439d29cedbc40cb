//! `bitbucket permission remove`: takes access to a repository away from a person or a group.

use crate::people;
use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const USER: Endpoint = endpoint!(
    bitbucket DELETE "/2.0/repositories/{workspace}/{repo_slug}/permissions-config/users/{selected_user_id}",
    classic("repository:admin"),
    granular("admin:repository:bitbucket", "delete:permission:bitbucket"),
);

const GROUP: Endpoint = endpoint!(
    bitbucket DELETE "/2.0/repositories/{workspace}/{repo_slug}/permissions-config/groups/{group_slug}",
    classic("repository:admin"),
    granular("admin:repository:bitbucket", "delete:permission:bitbucket"),
);

/// Take access to a repository away from a person or a group
///
/// What the workspace or the project gives them stays.
#[derive(Command)]
#[command(path = "permission remove", alias = "permission revoke", effect = "delete", result = "none")]
#[command(example = "bitbucket permission remove --user ana --repo backend --yes")]
#[command(example = "bitbucket permission remove --group developers --repo backend --yes")]
#[http(USER, GROUP, people::FIND)]
pub(crate) struct Remove {
    /// Person: a name, a nickname, an account id, a UUID or @me
    #[arg(long, value_name = "PERSON", conflicts = "group")]
    user: Option<String>,
    /// Group, by its slug
    #[arg(long, value_name = "SLUG")]
    group: Option<String>,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Remove {
    async fn run(self, cx: &Cx) -> Result<()> {
        let place = self.place.place()?;
        let (request, whose) = match (&self.user, &self.group) {
            (Some(typed), _) => {
                let uuid = people::one(cx, &place.workspace, typed).await?;
                (place.request(cx, USER).param("selected_user_id", uuid), typed)
            }
            (None, Some(group)) => (place.request(cx, GROUP).param("group_slug", group), group),
            (None, None) => return Err(Error::usage("from whom is not said").hint("give `--user` or `--group`")),
        };
        request.send().await?;
        cx.success(&format!("the permission of {whose} in {} is taken away", place.slug));
        Ok(())
    }
}
