//! `jira version list`: what a project has released, and what comes.

use crate::parts::{PAGE, VERSIONS};
use atlassian_plugin_sdk::prelude::*;

#[derive(Choice)]
enum Status {
    Released,
    Unreleased,
    Archived,
}

/// List the versions of a project
///
/// They come in the order in which Jira shows them.
#[derive(Command)]
#[command(path = "version list", alias = "versions list", effect = "read", result = "many", id = "/id")]
#[command(example = "jira version list DEV", example = "jira version list DEV --status unreleased --limit 0")]
#[http(VERSIONS)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Released", "/released")]
#[column("Archived", "/archived")]
#[column("Starts", "/startDate", date)]
#[column("Release", "/releaseDate", date)]
#[column("Description", "/description")]
pub(crate) struct List {
    /// Project key or id
    #[arg(positional)]
    project: String,
    /// Part of the name or the description
    #[arg(long, value_name = "TEXT")]
    query: Option<String>,
    /// Only those that are so far (can be repeated)
    #[arg(long)]
    status: Vec<Status>,
    /// Most versions to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let status = self.status.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let request = cx.request(VERSIONS).param("projectIdOrKey", &self.project).query("orderBy", "sequence");
        let request = request.query_opt("query", self.query);
        request.query_opt("status", (!status.is_empty()).then_some(status)).list(cx, PAGE, self.limit).await
    }
}
