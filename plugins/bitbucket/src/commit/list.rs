//! `bitbucket commit list`: the commits of a repository.

use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const COMMITS: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/commits",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

/// List commits, the newest first
///
/// Without `--branch`, those of all branches and tags.
#[derive(Command)]
#[command(path = "commit list", effect = "read", result = "many", id = "/hash")]
#[command(example = "bitbucket commit list --repo backend --branch feature/login --exclude main")]
#[command(example = "bitbucket commit list --repo backend --path src")]
#[http(COMMITS)]
#[column("Commit", "/hash")]
#[column("Author", "/author/user/display_name", user)]
#[column("Message", "/message")]
#[column("Date", "/date", date)]
pub(crate) struct List {
    /// Only commits of this branch, tag or commit (can be repeated)
    #[arg(long, value_name = "REVISION")]
    branch: Vec<String>,
    /// Without the commits of this branch, tag or commit (can be repeated)
    #[arg(long, value_name = "REVISION")]
    exclude: Vec<String>,
    /// Only commits that changed this file or folder
    #[arg(long)]
    path: Option<String>,
    #[arg(flatten)]
    place: InRepository,
    /// Most commits to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = self.place.place()?.request(cx, COMMITS);
        let request = request.query_all("include", &self.branch).query_all("exclude", &self.exclude);
        request.query_opt("path", self.path).list(cx, Paging::bitbucket(100), self.limit).await
    }
}
