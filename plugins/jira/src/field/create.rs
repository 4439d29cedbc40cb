//! `jira field create`: a new custom field.

use super::kinds;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, Value};

const CREATE: Endpoint = endpoint!(
    jira POST "/rest/api/3/field",
    classic("manage:jira-configuration"),
    granular(
        "read:avatar:jira", "read:field-configuration:jira", "read:field:jira", "read:project-category:jira",
        "read:project:jira", "write:field:jira",
    ),
);

/// Create a custom field
///
/// It is on no screen yet.
#[derive(Command)]
#[command(path = "field create", alias = "fields create", effect = "write", result = "one", id = "/id")]
#[command(example = "jira field create --name \"Customer number\" --field-type number")]
#[http(CREATE)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Type", "/schema/type")]
#[column("Custom type", "/schema/custom")]
pub(crate) struct Create {
    /// Name
    #[arg(long)]
    name: String,
    /// Type: text, paragraph, number, date, select, user and the like, or a type's whole key
    #[arg(long, value_name = "TYPE")]
    field_type: String,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Key of what searches it; the one that goes with the type unless told
    #[arg(long, value_name = "SEARCHER")]
    searcher: Option<String>,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let (kind, searcher) = kinds::find(&self.field_type)?;
        let mut body = Map::new();
        let mut put = |name: &str, value: Option<String>| {
            _ = value.map(|value| body.insert(name.to_owned(), Value::from(value)));
        };
        put("name", Some(self.name));
        put("type", Some(kind));
        put("description", self.description);
        put("searcherKey", self.searcher.or(searcher));
        cx.emit_raw(&cx.request(CREATE).json_body(&body).raw().await?)
    }
}
