//! `bitbucket branch-restriction remove`: takes a restriction away.

use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    bitbucket DELETE "/2.0/repositories/{workspace}/{repo_slug}/branch-restrictions/{id}",
    classic("repository:admin"),
    granular("admin:repository:bitbucket"),
);

/// Remove a branch restriction
#[derive(Command)]
#[command(path = "branch-restriction remove", alias = "branch unprotect", effect = "delete", result = "none")]
#[command(example = "bitbucket branch-restriction remove 21 --repo backend --yes")]
#[http(DELETE)]
pub(crate) struct Remove {
    /// Id of the restriction
    #[arg(positional)]
    id: u64,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Remove {
    async fn run(self, cx: &Cx) -> Result<()> {
        self.place.place()?.request(cx, DELETE).param("id", self.id).send().await?;
        cx.success(&format!("branch restriction {} is removed", self.id));
        Ok(())
    }
}
