//! `bitbucket commit diffstat`: the files that a commit changed.

use super::diff::spec;
use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const DIFFSTAT: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/diffstat/{+spec}",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

/// List the files that a commit changed, or that differ between two revisions
#[derive(Command)]
#[command(path = "commit diffstat", effect = "read", result = "many", id = "/new/path")]
#[command(example = "bitbucket commit diffstat main --repo backend")]
#[command(example = "bitbucket commit diffstat feature/login --against main --repo backend")]
#[http(DIFFSTAT)]
#[column("Status", "/status", status)]
#[column("Old path", "/old/path")]
#[column("New path", "/new/path")]
#[column("Added", "/lines_added", number)]
#[column("Removed", "/lines_removed", number)]
pub(crate) struct Diffstat {
    /// Commit, branch or tag
    #[arg(positional, value_name = "REVISION")]
    revision: String,
    /// What to compare it with, instead of its first parent
    #[arg(long, value_name = "REVISION")]
    against: Option<String>,
    /// Only this file (can be repeated)
    #[arg(long)]
    path: Vec<String>,
    #[arg(flatten)]
    place: InRepository,
    /// Most files to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for Diffstat {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = self.place.place()?.request(cx, DIFFSTAT);
        let request =
            request.param("spec", spec(&self.revision, self.against.as_deref())).query_all("path", &self.path);
        request.list(cx, Paging::bitbucket(100), self.limit).await
    }
}
