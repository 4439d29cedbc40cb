//! `bitbucket src list`: what lies in a folder of the repository.

use super::{CONTENT, REPOSITORY, RESOLVE, commit};
use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const ROOT: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/src/{commit}/",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

/// List a folder of a repository
///
/// Without a path, the files at the top; without `--ref`, those of the main branch.
#[derive(Command)]
#[command(path = "src list", effect = "read", result = "many", id = "/path")]
#[command(example = "bitbucket src list --repo backend")]
#[command(example = "bitbucket src list src --ref feature/login --repo backend")]
#[http(ROOT, CONTENT, RESOLVE, REPOSITORY)]
#[column("Path", "/path")]
#[column("Type", "/type")]
#[column("Size", "/size", bytes)]
pub(crate) struct List {
    /// Path of the folder
    #[arg(positional)]
    path: Option<String>,
    /// Branch, tag or commit
    #[arg(long = "ref", value_name = "REVISION")]
    revision: Option<String>,
    /// How many levels of folders to go down
    #[arg(long, default = "1", value_name = "N")]
    depth: u32,
    #[arg(flatten)]
    place: InRepository,
    /// Most files and folders to show; 0 for all
    #[arg(long, default = "100", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let place = self.place.place()?;
        let commit = commit(cx, &place, self.revision.as_deref()).await?;
        let request = match self.path.as_deref().unwrap_or_default().trim_matches('/') {
            "" => place.request(cx, ROOT).param("commit", commit),
            path => place.request(cx, CONTENT).param("commit", commit).param("path", path),
        };
        let request = if self.depth > 1 { request.query("max_depth", self.depth) } else { request };
        request.list(cx, Paging::bitbucket(100), self.limit).await.map_err(|error| match error.kind() {
            // A file comes as it is, and not as a listing.
            Kind::Other => error.hint("if it is a file, print it with `bitbucket src cat`"),
            _ => error,
        })
    }
}
