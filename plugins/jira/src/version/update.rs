//! `jira version update`: another name, date or state.

use super::{Switch, day};
use crate::parts;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, Value, json};

const UPDATE: Endpoint = endpoint!(
    jira PUT "/rest/api/3/version/{id}",
    classic("manage:jira-project"),
    granular("read:project-version:jira", "write:project-version:jira"),
);

/// Change a version
///
/// What is not named stays as it is.
#[derive(Command)]
#[command(path = "version update", alias = "versions update", alias = "version edit")]
#[command(effect = "write", result = "one", id = "/id")]
#[command(example = "jira version update 10101 --release-date 2026-06-30")]
#[command(example = "jira version update 10100 --archived true")]
#[http(UPDATE, parts::VERSIONS)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Released", "/released")]
#[column("Archived", "/archived")]
#[column("Starts", "/startDate", date)]
#[column("Release", "/releaseDate", date)]
#[column("Description", "/description")]
pub(crate) struct Update {
    /// Version, by id, or by name with --project
    #[arg(positional)]
    id: String,
    /// Project that has it, by key or id: needed for a name
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
    /// New name
    #[arg(long)]
    name: Option<String>,
    /// What it is about; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    description: Option<Text>,
    /// Day on which work begins
    #[arg(long, value_name = "DATE")]
    start_date: Option<Date>,
    /// Day on which it is, or was, released
    #[arg(long, value_name = "DATE")]
    release_date: Option<Date>,
    /// Whether it is released
    #[arg(long, value_name = "BOOL")]
    released: Option<Switch>,
    /// Whether it is archived
    #[arg(long, value_name = "BOOL")]
    archived: Option<Switch>,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut body = Map::new();
        let mut put = |name: &str, value: Option<Value>| _ = value.map(|value| body.insert(name.to_owned(), value));
        put("name", self.name.map(Value::from));
        put("description", self.description.map(|text| json!(text.0)));
        put("startDate", self.start_date.map(|date| json!(day(&date))));
        put("releaseDate", self.release_date.map(|date| json!(day(&date))));
        put("released", self.released.map(|switch| json!(switch.is_on())));
        put("archived", self.archived.map(|switch| json!(switch.is_on())));
        if body.is_empty() {
            return Err(Error::usage("there is nothing to change").hint(
                "`--name`, `--description`, `--start-date`, `--release-date`, `--released` and `--archived` say what is \
                 different",
            ));
        }
        let id = parts::version(cx, self.project.as_deref(), &self.id).await?;
        cx.emit_raw(&cx.request(UPDATE).param("id", &id).json_body(&body).raw().await?)
    }
}
