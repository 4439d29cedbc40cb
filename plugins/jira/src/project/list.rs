//! `jira project list`: the projects that one can see.

use atlassian_plugin_sdk::prelude::*;

const PROJECTS: Endpoint = endpoint!(
    jira GET "/rest/api/3/project/search",
    classic("read:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:group:jira", "read:issue-type-hierarchy:jira",
        "read:issue-type:jira", "read:project-category:jira", "read:project-version:jira",
        "read:project.component:jira", "read:project.property:jira", "read:project:jira", "read:user:jira",
    ),
);

const PAGE: Paging = Paging::offset("values", 100);

/// What a project is for.
#[derive(Choice)]
enum Kind {
    Software,
    Business,
    #[choice("service_desk")]
    ServiceDesk,
}

/// List projects
#[derive(Command)]
#[command(path = "project list", alias = "projects list", effect = "read", result = "many", id = "/key")]
#[command(example = "jira project list", example = "jira project list --query dev --type software --limit 0")]
#[http(PROJECTS)]
#[web(project: jira "/browse/{key}")]
#[web(projects: jira "/jira/projects")]
#[column("Key", "/key")]
#[column("Name", "/name")]
#[column("Type", "/projectTypeKey")]
#[column("Lead", "/lead/displayName", user)]
#[column("Id", "/id")]
pub(crate) struct List {
    /// Part of the key or the name
    #[arg(long, value_name = "TEXT")]
    query: Option<String>,
    /// Kind of project
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<Kind>,
    /// Most projects to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        if cx.browse("projects", &[])? {
            return Ok(());
        }
        let request = cx.request(PROJECTS).query("orderBy", "key").query("expand", "description,lead");
        request.query_opt("query", self.query).query_opt("typeKey", self.kind).list(cx, PAGE, self.limit).await
    }
}
