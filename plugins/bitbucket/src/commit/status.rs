//! `bitbucket commit status`: what builds say of a commit.

use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const STATUSES: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/commit/{commit}/statuses",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

/// List what builds say of a commit
#[derive(Command)]
#[command(path = "commit status", effect = "read", result = "many", id = "/key")]
#[command(example = "bitbucket commit status main --repo backend")]
#[http(STATUSES)]
#[column("Build", "/name")]
#[column("State", "/state", status)]
#[column("Description", "/description")]
#[column("Updated", "/updated_on", date)]
#[column("Address", "/url")]
pub(crate) struct Status {
    /// Hash, or a branch or tag without a slash in its name
    #[arg(positional)]
    commit: String,
    #[arg(flatten)]
    place: InRepository,
    /// Most builds to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for Status {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = self.place.place()?.request(cx, STATUSES).param("commit", &self.commit);
        request.list(cx, Paging::bitbucket(100), self.limit).await
    }
}
