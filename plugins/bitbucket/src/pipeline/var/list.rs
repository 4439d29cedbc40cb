//! `bitbucket pipeline var list`: the variables of a repository, an environment or a workspace.

use super::{FIND, LISTS, Owner};
use atlassian_plugin_sdk::prelude::*;

/// List variables of pipelines
///
/// The repository's, or with `--environment` an environment's, or with `--workspace-level` the whole workspace's.
#[derive(Command)]
#[command(path = "pipeline var list", effect = "read", result = "many", id = "/key")]
#[command(example = "bitbucket pipeline var list --repo backend")]
#[command(example = "bitbucket pipeline var list --repo backend --environment production")]
#[command(example = "bitbucket pipeline var list --workspace-level")]
#[http(FIND)]
#[column("Key", "/key")]
#[column("Value", "/value")]
#[column("Secured", "/secured")]
#[column("UUID", "/uuid")]
pub(crate) struct List {
    #[arg(flatten)]
    owner: Owner,
    /// Most variables to show; 0 for all
    #[arg(long, default = "100", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        self.owner.find(cx).await?.request(cx, &LISTS).list(cx, Paging::bitbucket(100), self.limit).await
    }
}
