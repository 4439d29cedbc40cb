//! `bitbucket branch-restriction list`: what may not be done to which branches.

use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const RESTRICTIONS: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/branch-restrictions",
    classic("repository:admin"),
    granular("admin:repository:bitbucket"),
);

/// List the branch restrictions of a repository
#[derive(Command)]
#[command(
    path = "branch-restriction list",
    alias = "branch restrictions",
    effect = "read",
    result = "many",
    id = "/id"
)]
#[command(example = "bitbucket branch-restriction list --repo backend")]
#[http(RESTRICTIONS)]
#[column("Id", "/id", number)]
#[column("Restriction", "/kind")]
#[column("Branches", "/pattern")]
#[column("Type of branch", "/branch_type")]
#[column("Value", "/value", number)]
#[column("But for people", "/users")]
#[column("But for groups", "/groups")]
pub(crate) struct List {
    /// Only restrictions of this kind, for example push
    #[arg(long)]
    kind: Option<String>,
    /// Only those of this pattern
    #[arg(long)]
    pattern: Option<String>,
    #[arg(flatten)]
    place: InRepository,
    /// Most restrictions to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = self.place.place()?.request(cx, RESTRICTIONS);
        let request = request.query_opt("kind", self.kind).query_opt("pattern", self.pattern);
        request.list(cx, Paging::bitbucket(100), self.limit).await
    }
}
