//! `bitbucket bulk stale-repos`: repositories in which nothing has happened for long.

use crate::place::InWorkspace;
use crate::query::Query;
use atlassian_plugin_sdk::prelude::*;

const REPOSITORIES: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

/// Report the repositories of a workspace in which nothing has happened for long
///
/// The longest untouched first. Nothing is changed.
#[derive(Command)]
#[command(path = "bulk stale-repos", effect = "read", result = "many", id = "/slug")]
#[command(example = "bitbucket bulk stale-repos --before 2026-01-01")]
#[command(example = "bitbucket bulk stale-repos --before -30d --project WEB --limit 0")]
#[http(REPOSITORIES)]
#[web(repository: bitbucket "/{workspace.slug}/{slug}")]
#[column("Repository", "/slug")]
#[column("Name", "/name")]
#[column("Project", "/project/key")]
#[column("Size", "/size", bytes)]
#[column("Created", "/created_on", date)]
#[column("Updated", "/updated_on", date)]
pub(crate) struct StaleRepos {
    /// Nothing has happened since: a date, or a time back from now
    #[arg(long, default = "-180d", value_name = "DATE")]
    before: Date,
    /// Only those of this project
    #[arg(long, value_name = "KEY")]
    project: Option<String>,
    #[arg(flatten)]
    place: InWorkspace,
    /// Most repositories to show; 0 for all
    #[arg(long, default = "0", value_name = "N")]
    limit: Limit,
}

impl Run for StaleRepos {
    async fn run(self, cx: &Cx) -> Result<()> {
        let query = Query::default()
            .and("project.key", "=", self.project.as_deref())
            .written(Some(&format!("updated_on < {}", self.before.0)));
        let request = cx.request(REPOSITORIES).param("workspace", self.place.name()?);
        let request = request.query_opt("q", query.text()).query("sort", "updated_on");
        request.list(cx, Paging::bitbucket(100), self.limit).await
    }
}
