//! `bitbucket branch get`: one branch.

use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const BRANCH: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/refs/branches/{+name}",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

/// Show a branch
#[derive(Command)]
#[command(path = "branch get", alias = "branch view", effect = "read", result = "one", id = "/name")]
#[command(example = "bitbucket branch get feature/login --repo backend")]
#[http(BRANCH)]
#[web(branch: bitbucket "/{workspace}/{repository}/branch/{+name}")]
#[column("Branch", "/name")]
#[column("Commit", "/target/hash")]
#[column("Author", "/target/author/user/display_name", user)]
#[column("Message", "/target/message")]
#[column("Date", "/target/date", date)]
#[column("Merges by", "/default_merge_strategy")]
pub(crate) struct Get {
    /// Name of the branch
    #[arg(positional)]
    branch: String,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let place = self.place.place()?;
        let [workspace, repository] = place.page();
        let branch = place.request(cx, BRANCH).param("name", &self.branch).raw().await?;
        if cx.browse("branch", &[workspace, repository, ("name", &self.branch)])? {
            return Ok(());
        }
        cx.emit_raw(&branch)
    }
}
