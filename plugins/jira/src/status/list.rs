//! `jira status list`: the statuses that issues can have.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use std::collections::BTreeSet;

const ALL: Endpoint = endpoint!(
    jira GET "/rest/api/3/status",
    classic("read:jira-work"),
    granular("read:status:jira"),
);

const OF_PROJECT: Endpoint = endpoint!(
    jira GET "/rest/api/3/project/{projectIdOrKey}/statuses",
    classic("read:jira-work"),
    granular("read:issue-status:jira", "read:issue-type:jira", "read:status:jira"),
);

/// List statuses
///
/// Those of all workflows in use, or of one project.
#[derive(Command)]
#[command(path = "status list", effect = "read", result = "many", id = "/name")]
#[command(example = "jira status list", example = "jira status list --project DEV")]
#[http(ALL, OF_PROJECT)]
#[column("Id", "/id", number)]
#[column("Name", "/name", status)]
#[column("Category", "/statusCategory/name")]
#[column("Project", "/scope/project/id")]
#[column("Description", "/description")]
pub(crate) struct List {
    /// Statuses of this project only, by key or id
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
}

/// Statuses stand with each issue type that can have them.
#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Type {
    statuses: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Status {
    id: String,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let Some(project) = self.project else { return cx.request(ALL).list_whole(cx, None).await };
        let project = project.trim().to_uppercase();
        let types: Vec<Type> = cx.request(OF_PROJECT).param("projectIdOrKey", project).json().await?;
        let mut shown = BTreeSet::new();
        for status in types.iter().flat_map(|kind| &kind.statuses) {
            let Status { id } = atlassian_plugin_sdk::read("a status", status)?;
            if shown.insert(id) {
                cx.emit_raw(status)?;
            }
        }
        Ok(())
    }
}
