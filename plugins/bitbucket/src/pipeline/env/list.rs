//! `bitbucket pipeline env list`: the environments of a repository.

use super::ENVIRONMENTS;
use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

/// List the environments that pipelines deploy to
#[derive(Command)]
#[command(path = "pipeline env list", effect = "read", result = "many", id = "/name")]
#[command(example = "bitbucket pipeline env list --repo backend")]
#[http(ENVIRONMENTS)]
#[column("Environment", "/name")]
#[column("Type", "/environment_type/name")]
#[column("UUID", "/uuid")]
pub(crate) struct List {
    #[arg(flatten)]
    place: InRepository,
    /// Most environments to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        self.place.place()?.request(cx, ENVIRONMENTS).list(cx, Paging::bitbucket(100), self.limit).await
    }
}
