//! `jira filter update`: a saved filter's name, query or description.

use crate::filters::{self, FILTER, SEARCH, SHOWN};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize, Serialize};

const UPDATE: Endpoint = endpoint!(
    jira PUT "/rest/api/3/filter/{id}",
    classic("write:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:filter:jira", "read:group:jira",
        "read:issue-type-hierarchy:jira", "read:jql:jira", "read:project-role:jira", "read:project:jira",
        "read:user:jira", "write:filter:jira",
    ),
);

/// Change a filter's name, query or description
///
/// What is not named stays as it is.
#[derive(Command)]
#[command(path = "filter update", alias = "filter edit", effect = "write", result = "one", id = "/id")]
#[command(example = "jira filter update 10000 --jql \"project = DEV AND type = Bug AND statusCategory != Done\"")]
#[http(FILTER, UPDATE, SEARCH)]
#[web(filter: jira "/issues?filter={id}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Description", "/description")]
#[column("JQL", "/jql")]
pub(crate) struct Update {
    /// Filter, by id or name
    #[arg(positional)]
    filter: String,
    /// New name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// New query
    #[arg(long, value_name = "JQL")]
    jql: Option<String>,
    /// New description
    #[arg(long, value_name = "TEXT")]
    description: Option<Text>,
}

/// What Jira replaces as a whole.
#[derive(Deserialize, Serialize)]
#[serde(crate = "self::serde")]
struct Filter {
    name: String,
    jql: String,
    #[serde(default)]
    description: String,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        if self.name.is_none() && self.jql.is_none() && self.description.is_none() {
            return Err(Error::usage("nothing to change").hint("say what: `--name`, `--jql` or `--description`"));
        }
        let id = filters::find(cx, &self.filter).await?;
        let old: Filter = cx.request(FILTER).param("id", &id).json().await?;
        let new = Filter {
            name: self.name.unwrap_or(old.name),
            jql: self.jql.unwrap_or(old.jql),
            description: self.description.map_or(old.description, |text| text.0),
        };
        cx.emit_raw(&cx.request(UPDATE).param("id", &id).query("expand", SHOWN).json_body(&new).raw().await?)
    }
}
