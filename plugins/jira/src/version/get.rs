//! `jira version get`: one version, and how far its issues are.

use crate::parts;
use atlassian_plugin_sdk::prelude::*;

const VERSION: Endpoint = endpoint!(
    jira GET "/rest/api/3/version/{id}",
    classic("read:jira-work"),
    granular("read:project-version:jira"),
);

/// Show one version and how far its issues are
#[derive(Command)]
#[command(path = "version get", alias = "versions get", effect = "read", result = "one", id = "/id")]
#[command(example = "jira version get 10100")]
#[http(VERSION, parts::VERSIONS)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Description", "/description")]
#[column("Released", "/released")]
#[column("Archived", "/archived")]
#[column("Overdue", "/overdue")]
#[column("Starts", "/startDate", date)]
#[column("Release", "/releaseDate", date)]
#[column("To do", "/issuesStatusForFixVersion/toDo", number)]
#[column("In progress", "/issuesStatusForFixVersion/inProgress", number)]
#[column("Done", "/issuesStatusForFixVersion/done", number)]
pub(crate) struct Get {
    /// Version, by id, or by name with --project
    #[arg(positional)]
    id: String,
    /// Project that has it, by key or id: needed for a name
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = parts::version(cx, self.project.as_deref(), &self.id).await?;
        let request = cx.request(VERSION).param("id", &id).query("expand", "issuesstatus");
        cx.emit_raw(&request.raw().await?)
    }
}
