//! `bitbucket permission list`: who was given which access to a repository.

use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const USERS: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/permissions-config/users",
    classic("repository:admin"),
    granular("read:repository:bitbucket"),
);

const GROUPS: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/permissions-config/groups",
    classic("repository:admin"),
    granular("read:repository:bitbucket"),
);

/// List who was given access to a repository
///
/// People first, then groups. What the workspace or the project gives does not stand here.
#[derive(Command)]
#[command(path = "permission list", effect = "read", result = "many", id = "/user/uuid")]
#[command(example = "bitbucket permission list --repo backend")]
#[http(USERS, GROUPS)]
#[column("Person", "/user/display_name", user)]
#[column("Group", "/group/slug")]
#[column("Permission", "/permission")]
#[column("UUID", "/user/uuid")]
pub(crate) struct List {
    #[arg(flatten)]
    place: InRepository,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let place = self.place.place()?;
        place.request(cx, USERS).list(cx, Paging::bitbucket(100), Limit::ALL).await?;
        place.request(cx, GROUPS).list(cx, Paging::bitbucket(100), Limit::ALL).await
    }
}
