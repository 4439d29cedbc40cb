//! `bitbucket tag list`: the tags of a repository.

use crate::place::InRepository;
use crate::query::Query;
use atlassian_plugin_sdk::prelude::*;

const TAGS: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/refs/tags",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

/// List the tags of a repository
///
/// Those on the newest commits come first.
#[derive(Command)]
#[command(path = "tag list", effect = "read", result = "many", id = "/name")]
#[command(example = "bitbucket tag list --repo backend", example = "bitbucket tag list --repo backend --name v1")]
#[http(TAGS)]
#[column("Tag", "/name")]
#[column("Commit", "/target/hash")]
#[column("Message", "/message")]
#[column("Date", "/target/date", date)]
pub(crate) struct List {
    /// Only tags with this in their name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    #[arg(flatten)]
    place: InRepository,
    /// Most tags to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let query = Query::default().and("name", "~", self.name.as_deref());
        let request = self.place.place()?.request(cx, TAGS);
        let request = request.query_opt("q", query.text()).query("sort", "-target.date");
        request.list(cx, Paging::bitbucket(100), self.limit).await
    }
}
