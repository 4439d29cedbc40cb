//! `bitbucket webhook list`: who is told of what happens in a repository.

use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const HOOKS: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/hooks",
    classic("webhook"),
    granular("read:webhook:bitbucket"),
);

/// List the webhooks of a repository
#[derive(Command)]
#[command(path = "webhook list", effect = "read", result = "many", id = "/uuid")]
#[command(example = "bitbucket webhook list --repo backend")]
#[http(HOOKS)]
#[column("UUID", "/uuid")]
#[column("Description", "/description")]
#[column("Address", "/url")]
#[column("Events", "/events")]
#[column("Active", "/active")]
#[column("Signed", "/secret_set")]
pub(crate) struct List {
    #[arg(flatten)]
    place: InRepository,
    /// Most webhooks to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        self.place.place()?.request(cx, HOOKS).list(cx, Paging::bitbucket(100), self.limit).await
    }
}
