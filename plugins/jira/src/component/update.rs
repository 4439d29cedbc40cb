//! `jira component update`: another name, lead or description.

use super::AssigneeType;
use crate::{parts, people};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, Value};

const UPDATE: Endpoint = endpoint!(
    jira PUT "/rest/api/3/component/{id}",
    classic("manage:jira-project"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:group:jira", "read:project.component:jira",
        "read:project:jira", "read:user:jira", "write:project.component:jira",
    ),
);

/// Change a component
///
/// What is not named stays as it is.
#[derive(Command)]
#[command(path = "component update", alias = "components update", alias = "component edit")]
#[command(effect = "write", result = "one", id = "/id")]
#[command(example = "jira component update 10200 --lead \"Olu Adeyemi\"")]
#[command(example = "jira component update 10200 --name Searching --lead none")]
#[http(UPDATE, people::FIND, parts::COMPONENTS)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Lead", "/lead/displayName", user)]
#[column("Description", "/description")]
pub(crate) struct Update {
    /// Component, by id, or by name with --project
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
    /// Who leads it from now on: e-mail address, display name, account id, @me or none
    #[arg(long, value_name = "PERSON")]
    lead: Option<String>,
    /// Who gets an issue that nobody was named for
    #[arg(long, value_name = "WHO")]
    assignee_type: Option<AssigneeType>,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut body = Map::new();
        let mut put = |name: &str, value: Option<String>| {
            _ = value.map(|value| body.insert(name.to_owned(), Value::from(value)));
        };
        put("name", self.name);
        put("description", self.description.map(|text| text.0));
        put("assigneeType", self.assignee_type.map(AssigneeType::sent));
        if let Some(lead) = &self.lead {
            // An empty account takes the lead away.
            put("leadAccountId", Some(people::find(cx, lead).await?.unwrap_or_default()));
        }
        if body.is_empty() {
            return Err(Error::usage("there is nothing to change")
                .hint("`--name`, `--description`, `--lead` and `--assignee-type` say what is different"));
        }
        let id = parts::component(cx, self.project.as_deref(), &self.id).await?;
        cx.emit_raw(&cx.request(UPDATE).param("id", &id).json_body(&body).raw().await?)
    }
}
