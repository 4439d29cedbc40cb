//! `bitbucket branch list`: the branches of a repository.

use crate::place::InRepository;
use crate::query::Query;
use atlassian_plugin_sdk::prelude::*;

const BRANCHES: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/refs/branches",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

/// List the branches of a repository
///
/// Those with the newest commits come first.
#[derive(Command)]
#[command(path = "branch list", effect = "read", result = "many", id = "/name")]
#[command(example = "bitbucket branch list --repo backend")]
#[command(example = "bitbucket branch list --repo example/backend --name feature/")]
#[http(BRANCHES)]
#[column("Branch", "/name")]
#[column("Commit", "/target/hash")]
#[column("Author", "/target/author/user/display_name", user)]
#[column("Message", "/target/message")]
#[column("Date", "/target/date", date)]
pub(crate) struct List {
    /// Only branches with this in their name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    #[arg(flatten)]
    place: InRepository,
    /// Most branches to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let query = Query::default().and("name", "~", self.name.as_deref());
        let request = self.place.place()?.request(cx, BRANCHES);
        let request = request.query_opt("q", query.text()).query("sort", "-target.date");
        request.list(cx, Paging::bitbucket(100), self.limit).await
    }
}
