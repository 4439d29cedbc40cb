//! `bitbucket repo list`: the repositories of a workspace.

use crate::place::InWorkspace;
use crate::query::Query;
use atlassian_plugin_sdk::prelude::*;

const REPOSITORIES: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

/// What one may do in a repository.
#[derive(Choice)]
enum Role {
    Member,
    Contributor,
    Admin,
    Owner,
}

/// List the repositories of a workspace
///
/// Those that changed last come first.
#[derive(Command)]
#[command(path = "repo list", effect = "read", result = "many", id = "/slug")]
#[command(example = "bitbucket repo list", example = "bitbucket repo list --language rust --name back")]
#[http(REPOSITORIES)]
#[web(repository: bitbucket "/{workspace.slug}/{slug}")]
#[column("Repository", "/slug")]
#[column("Name", "/name")]
#[column("Project", "/project/key")]
#[column("Language", "/language")]
#[column("Private", "/is_private")]
#[column("Size", "/size", bytes)]
#[column("Updated", "/updated_on", date)]
pub(crate) struct List {
    /// Only repositories with this in their name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Only those of this project
    #[arg(long, value_name = "KEY")]
    project: Option<String>,
    /// Only those in this language
    #[arg(long)]
    language: Option<String>,
    /// Only those in which you are at least this
    #[arg(long)]
    role: Option<Role>,
    /// Condition in Bitbucket's query language, for example 'updated_on > 2026-01-01'
    #[arg(long, value_name = "CONDITION")]
    query: Option<String>,
    #[arg(flatten)]
    place: InWorkspace,
    /// Most repositories to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let query = Query::default()
            .and("name", "~", self.name.as_deref())
            .and("project.key", "=", self.project.as_deref())
            .and("language", "=", self.language.as_deref())
            .written(self.query.as_deref());
        let request = cx.request(REPOSITORIES).param("workspace", self.place.name()?);
        let request = request.query_opt("role", self.role).query_opt("q", query.text()).query("sort", "-updated_on");
        request.list(cx, Paging::bitbucket(100), self.limit).await
    }
}
