//! `jira version create`: a new version of a project.

use super::day;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Map, Value, json};

const PROJECT: Endpoint = endpoint!(
    jira GET "/rest/api/3/project/{projectIdOrKey}",
    classic("read:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:group:jira", "read:issue-type-hierarchy:jira",
        "read:issue-type:jira", "read:project-category:jira", "read:project-version:jira",
        "read:project.component:jira", "read:project.property:jira", "read:project:jira", "read:user:jira",
    ),
);

const CREATE: Endpoint = endpoint!(
    jira POST "/rest/api/3/version",
    classic("manage:jira-project"),
    granular("read:project-version:jira", "write:project-version:jira"),
);

/// Create a version of a project
#[derive(Command)]
#[command(path = "version create", alias = "versions create", effect = "write", result = "one", id = "/id")]
#[command(example = "jira version create --project DEV --name 2.1.0 --release-date +4w")]
#[command(example = "jira version create --project DEV --name 1.3.9 --release-date 2026-01-31 --released")]
#[http(PROJECT, CREATE)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Released", "/released")]
#[column("Starts", "/startDate", date)]
#[column("Release", "/releaseDate", date)]
#[column("Description", "/description")]
pub(crate) struct Create {
    /// Key or id of the project
    #[arg(long, value_name = "KEY")]
    project: String,
    /// Name
    #[arg(long)]
    name: String,
    /// What it is about; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    description: Option<Text>,
    /// Day on which work begins
    #[arg(long, value_name = "DATE")]
    start_date: Option<Date>,
    /// Day on which it is, or was, released
    #[arg(long, value_name = "DATE")]
    release_date: Option<Date>,
    /// It is released already
    #[arg(long)]
    released: bool,
    /// It is archived already
    #[arg(long)]
    archived: bool,
}

/// Of a project, what a version needs.
#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Project {
    id: String,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let body = self.body(&cx.request(PROJECT).param("projectIdOrKey", &self.project).json::<Project>().await?)?;
        cx.emit_raw(&cx.request(CREATE).json_body(&body).raw().await?)
    }
}

impl Create {
    fn body(&self, project: &Project) -> Result<Map<String, Value>> {
        // The key is no longer taken: the project is named by its id.
        let project: u64 =
            project.id.parse().map_err(|_| Error::other("the site's project has an id that is no number"))?;
        let mut body = Map::new();
        let mut put = |name: &str, value: Option<Value>| _ = value.map(|value| body.insert(name.to_owned(), value));
        put("projectId", Some(json!(project)));
        put("name", Some(json!(self.name)));
        put("description", self.description.as_ref().map(|text| json!(text.0)));
        put("startDate", self.start_date.as_ref().map(|date| json!(day(date))));
        put("releaseDate", self.release_date.as_ref().map(|date| json!(day(date))));
        put("released", self.released.then_some(json!(true)));
        put("archived", self.archived.then_some(json!(true)));
        Ok(body)
    }
}
