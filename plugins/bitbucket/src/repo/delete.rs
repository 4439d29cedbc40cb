//! `bitbucket repo delete`: takes a repository away for good.

use crate::place::Repository;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    bitbucket DELETE "/2.0/repositories/{workspace}/{repo_slug}",
    classic("repository:delete"),
    granular("delete:repository:bitbucket"),
);

/// Delete a repository for good
///
/// It has to be named: the git remote of the working directory counts for nothing here. Forks of it stay.
#[derive(Command)]
#[command(path = "repo delete", effect = "delete", result = "none", need = "prompt")]
#[command(example = "bitbucket repo delete example/infra --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Repository, as SLUG, as WORKSPACE/SLUG, or its address
    #[arg(positional, value_name = "REPOSITORY")]
    repo: String,
    /// Workspace, by slug or UUID
    #[arg(long, from = "git-remote.workspace", value_name = "SLUG")]
    workspace: Option<String>,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let place = Repository::read(Some(&self.repo), self.workspace.as_deref())?;
        let name = format!("{}/{}", place.workspace, place.slug);
        cx.confirm(&format!("delete the repository {name} for good"), 1, [&name]);
        place.request(cx, DELETE).send().await?;
        cx.success(&format!("repository {name} is deleted"));
        Ok(())
    }
}
