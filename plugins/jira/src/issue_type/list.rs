//! `jira issue-type list`: the types that issues can have.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

const ALL: Endpoint = endpoint!(
    jira GET "/rest/api/3/issuetype",
    classic("read:jira-work"),
    granular("read:avatar:jira", "read:issue-type:jira", "read:project-category:jira", "read:project:jira"),
);

const OF_PROJECT: Endpoint = endpoint!(
    jira GET "/rest/api/3/issuetype/project",
    classic("read:jira-work"),
    granular("read:avatar:jira", "read:issue-type:jira", "read:project-category:jira", "read:project:jira"),
);

const PROJECT: Endpoint = endpoint!(
    jira GET "/rest/api/3/project/{projectIdOrKey}",
    classic("read:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:group:jira", "read:issue-type-hierarchy:jira",
        "read:issue-type:jira", "read:project-category:jira", "read:project-version:jira",
        "read:project.component:jira", "read:project.property:jira", "read:project:jira", "read:user:jira",
    ),
);

/// List issue types
///
/// Those of all projects, or of one. The level of epics is 1, that of stories, tasks and bugs 0, that of sub-tasks -1.
#[derive(Command)]
#[command(path = "issue-type list", effect = "read", result = "many", id = "/name")]
#[command(example = "jira issue-type list", example = "jira issue-type list --project DEV")]
#[http(ALL, OF_PROJECT, PROJECT)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Level", "/hierarchyLevel", number)]
#[column("Sub-task", "/subtask")]
#[column("Project", "/scope/project/id")]
#[column("Description", "/description")]
pub(crate) struct List {
    /// Issue types of this project only, by key or id
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Project {
    id: String,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let Some(project) = self.project else { return cx.request(ALL).list_whole(cx, None).await };
        let project = project.trim().to_uppercase();
        let Project { id } = cx.request(PROJECT).param("projectIdOrKey", project).json().await?;
        cx.request(OF_PROJECT).query("projectId", id).list_whole(cx, None).await
    }
}
