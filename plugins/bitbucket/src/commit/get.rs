//! `bitbucket commit get`: one commit.

use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const COMMIT: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/commit/{commit}",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

/// Show a commit
#[derive(Command)]
#[command(path = "commit get", alias = "commit view", effect = "read", result = "one", id = "/hash")]
#[command(example = "bitbucket commit get main --repo backend")]
#[http(COMMIT)]
#[web(commit: bitbucket "/{workspace}/{repository}/commits/{commit}")]
#[column("Commit", "/hash")]
#[column("Author", "/author/raw")]
#[column("Date", "/date", date)]
#[column("Message", "/message")]
#[column("Parent", "/parents/0/hash")]
#[column("Other parent", "/parents/1/hash")]
pub(crate) struct Get {
    /// Hash, or a branch or tag without a slash in its name
    #[arg(positional)]
    commit: String,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let place = self.place.place()?;
        let commit = place.request(cx, COMMIT).param("commit", &self.commit).raw().await?;
        let [workspace, repository] = place.page();
        if cx.browse("commit", &[workspace, repository, ("commit", &self.commit)])? {
            return Ok(());
        }
        cx.emit_raw(&commit)
    }
}
