//! `jira component list`: the parts of a project.

use crate::parts::{COMPONENTS, PAGE};
use atlassian_plugin_sdk::prelude::*;

/// List the components of a project
#[derive(Command)]
#[command(path = "component list", alias = "components list", effect = "read", result = "many", id = "/id")]
#[command(example = "jira component list DEV", example = "jira component list DEV --query search --limit 0")]
#[http(COMPONENTS)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Lead", "/lead/displayName", user)]
#[column("Issues", "/issueCount", number)]
#[column("Description", "/description")]
pub(crate) struct List {
    /// Project key or id
    #[arg(positional)]
    project: String,
    /// Part of the name or the description
    #[arg(long, value_name = "TEXT")]
    query: Option<String>,
    /// Most components to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = cx.request(COMPONENTS).param("projectIdOrKey", &self.project).query("orderBy", "name");
        request.query_opt("query", self.query).list(cx, PAGE, self.limit).await
    }
}
