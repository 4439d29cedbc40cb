//! `bitbucket deploy-key list`: SSH keys that may read a repository.

use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const KEYS: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/deploy-keys",
    classic("repository", "repository:admin"),
    granular("admin:repository:bitbucket"),
);

/// List the deploy keys of a repository
#[derive(Command)]
#[command(path = "deploy-key list", alias = "ssh-key list", effect = "read", result = "many", id = "/id")]
#[command(example = "bitbucket deploy-key list --repo backend")]
#[http(KEYS)]
#[column("Id", "/id", number)]
#[column("Label", "/label")]
#[column("Comment", "/comment")]
#[column("Key", "/key")]
#[column("Added", "/added_on", date)]
#[column("Last used", "/last_used", date)]
pub(crate) struct List {
    #[arg(flatten)]
    place: InRepository,
    /// Most keys to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        self.place.place()?.request(cx, KEYS).list(cx, Paging::bitbucket(100), self.limit).await
    }
}
