//! `bitbucket project list`: the projects of a workspace.

use crate::place::InWorkspace;
use crate::query::Query;
use atlassian_plugin_sdk::prelude::*;

const PROJECTS: Endpoint = endpoint!(
    bitbucket GET "/2.0/workspaces/{workspace}/projects",
    classic("project"),
    granular("read:project:bitbucket"),
);

/// List the projects of a workspace
#[derive(Command)]
#[command(path = "project list", effect = "read", result = "many", id = "/key")]
#[command(example = "bitbucket project list", example = "bitbucket project list --name web")]
#[http(PROJECTS)]
#[web(project: bitbucket "/{owner.username}/workspace/projects/{key}")]
#[column("Key", "/key")]
#[column("Name", "/name")]
#[column("Private", "/is_private")]
#[column("Description", "/description")]
#[column("Updated", "/updated_on", date)]
pub(crate) struct List {
    /// Only projects with this in their name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    #[arg(flatten)]
    place: InWorkspace,
    /// Most projects to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let query = Query::default().and("name", "~", self.name.as_deref());
        let request = cx.request(PROJECTS).param("workspace", self.place.name()?).query_opt("q", query.text());
        request.list(cx, Paging::bitbucket(100), self.limit).await
    }
}
