//! `bitbucket pr diffstat`: the files that a pull request changes.

use super::{End, OfPull, PULL};
use atlassian_plugin_sdk::prelude::*;

const DIFFSTAT: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/diffstat/{+spec}",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

/// List the files that a pull request changes
#[derive(Command)]
#[command(path = "pr diffstat", effect = "read", result = "many", id = "/new/path")]
#[command(example = "bitbucket pr diffstat 2 --repo backend")]
#[http(PULL, DIFFSTAT)]
#[column("Status", "/status", status)]
#[column("Old path", "/old/path")]
#[column("New path", "/new/path")]
#[column("Added", "/lines_added", number)]
#[column("Removed", "/lines_removed", number)]
pub(crate) struct Diffstat {
    #[arg(flatten)]
    pull: OfPull,
    /// Most files to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for Diffstat {
    async fn run(self, cx: &Cx) -> Result<()> {
        let pull = self.pull.pull()?;
        // The pull request's own route leads to the first page alone.
        let found = pull.read(cx).await?;
        let own = format!("{}/{}", pull.place.workspace, pull.place.slug);
        let (source, destination) = (hash(&found.source)?, hash(&found.destination)?);
        let fork = found.source.repository.as_ref().map(|place| &place.full_name).filter(|name| **name != own);
        let fork = fork.map(|name| format!("{name}:")).unwrap_or_default();
        let request = pull.place.request(cx, DIFFSTAT).param("spec", format!("{fork}{source}..{destination}"));
        request.query("topic", true).list(cx, Paging::bitbucket(100), self.limit).await
    }
}

fn hash(end: &End) -> Result<&str> {
    let gone = || Error::not_found(format!("the commit of `{}` is gone", end.branch.name));
    end.commit.as_ref().map(|commit| commit.hash.as_str()).ok_or_else(gone)
}
