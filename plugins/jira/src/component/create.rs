//! `jira component create`: a new part of a project.

use super::AssigneeType;
use crate::people;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, Value};

const CREATE: Endpoint = endpoint!(
    jira POST "/rest/api/3/component",
    classic("manage:jira-project"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:group:jira", "read:project.component:jira",
        "read:project:jira", "read:user:jira", "write:project.component:jira",
    ),
);

/// Create a component of a project
#[derive(Command)]
#[command(path = "component create", alias = "components create", effect = "write", result = "one", id = "/id")]
#[command(example = "jira component create --project DEV --name Billing --lead ana@example.com")]
#[http(CREATE, people::FIND)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Project", "/project")]
#[column("Lead", "/lead/displayName", user)]
#[column("Description", "/description")]
pub(crate) struct Create {
    /// Key of the project
    #[arg(long, value_name = "KEY")]
    project: String,
    /// Name
    #[arg(long)]
    name: String,
    /// What it is about; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    description: Option<Text>,
    /// Who leads it: e-mail address, display name, account id or @me
    #[arg(long, value_name = "PERSON")]
    lead: Option<String>,
    /// Who gets an issue that nobody was named for
    #[arg(long, value_name = "WHO")]
    assignee_type: Option<AssigneeType>,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let lead = match &self.lead {
            Some(lead) => people::find(cx, lead).await?,
            None => None,
        };
        let mut body = Map::new();
        let mut put = |name: &str, value: Option<String>| {
            _ = value.map(|value| body.insert(name.to_owned(), Value::from(value)));
        };
        put("project", Some(self.project));
        put("name", Some(self.name));
        put("description", self.description.map(|text| text.0));
        put("leadAccountId", lead);
        put("assigneeType", self.assignee_type.map(AssigneeType::sent));
        cx.emit_raw(&cx.request(CREATE).json_body(&body).raw().await?)
    }
}
