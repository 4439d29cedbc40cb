//! `jira project update`: another name, lead or description.

use crate::people;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, Value};

const UPDATE: Endpoint = endpoint!(
    jira PUT "/rest/api/3/project/{projectIdOrKey}",
    classic("manage:jira-project"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:group:jira", "read:issue-type-hierarchy:jira",
        "read:issue-type:jira", "read:project-category:jira", "read:project-version:jira",
        "read:project.component:jira", "read:project.property:jira", "read:project:jira", "read:user:jira",
        "write:project.avatar:jira", "write:project:jira",
    ),
);

/// Change a project
///
/// What is not named stays as it is.
#[derive(Command)]
#[command(path = "project update", alias = "projects update", alias = "project edit")]
#[command(effect = "write", result = "one", id = "/key")]
#[command(example = "jira project update DEV --name \"Development and research\" --lead \"Olu Adeyemi\"")]
#[http(UPDATE, people::FIND)]
#[web(project: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Name", "/name")]
#[column("Type", "/projectTypeKey")]
#[column("Lead", "/lead/displayName", user)]
#[column("Description", "/description")]
pub(crate) struct Update {
    /// Project key or id
    #[arg(positional)]
    key: String,
    /// New name
    #[arg(long)]
    name: Option<String>,
    /// Who leads it from now on: e-mail address, display name, account id or @me
    #[arg(long, value_name = "PERSON")]
    lead: Option<String>,
    /// What it is about; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    description: Option<Text>,
    /// Address of a page about it
    #[arg(long)]
    url: Option<String>,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut body = Map::new();
        let mut put = |name: &str, value: Option<String>| {
            _ = value.map(|value| body.insert(name.to_owned(), Value::from(value)));
        };
        put("name", self.name);
        put("description", self.description.map(|text| text.0));
        put("url", self.url);
        if let Some(lead) = &self.lead {
            put("leadAccountId", Some(people::account(cx, lead).await?));
        }
        if body.is_empty() {
            return Err(Error::usage("there is nothing to change")
                .hint("`--name`, `--lead`, `--description` and `--url` say what is different"));
        }
        let request = cx.request(UPDATE).param("projectIdOrKey", &self.key).query("expand", "description,lead");
        cx.emit_raw(&request.json_body(&body).raw().await?)
    }
}
