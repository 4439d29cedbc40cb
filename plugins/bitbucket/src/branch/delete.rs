//! `bitbucket branch delete`: takes a branch away. Its commits stay as long as something else leads to them.

use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    bitbucket DELETE "/2.0/repositories/{workspace}/{repo_slug}/refs/branches/{+name}",
    classic("repository:write"),
    granular("write:repository:bitbucket"),
);

/// Delete a branch
#[derive(Command)]
#[command(path = "branch delete", effect = "delete", result = "none")]
#[command(example = "bitbucket branch delete fix/typo --repo backend --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Name of the branch
    #[arg(positional)]
    branch: String,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        self.place.place()?.request(cx, DELETE).param("name", &self.branch).send().await?;
        cx.success(&format!("branch {} is deleted", self.branch));
        Ok(())
    }
}
