//! `jira filter create`: a query, saved under a name.

use crate::filters::SHOWN;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, json};

const CREATE: Endpoint = endpoint!(
    jira POST "/rest/api/3/filter",
    classic("write:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:filter:jira", "read:group:jira",
        "read:issue-type-hierarchy:jira", "read:issue-type:jira", "read:project-category:jira",
        "read:project-role:jira", "read:project-version:jira", "read:project.component:jira", "read:project:jira",
        "read:user:jira", "write:filter:jira",
    ),
);

/// Save a query as a filter
///
/// It is shared with whom your Jira settings say; by default, with nobody.
#[derive(Command)]
#[command(path = "filter create", effect = "write", result = "one", id = "/id")]
#[command(
    example = "jira filter create --name \"My open issues\" --jql \"assignee = currentUser() AND resolution = Unresolved\""
)]
#[http(CREATE)]
#[web(filter: jira "/issues?filter={id}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Favourite", "/favourite")]
#[column("JQL", "/jql")]
pub(crate) struct Create {
    /// Name; you may have no other filter of that name
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Query, for example "project = DEV AND status != Done"
    #[arg(long, value_name = "JQL")]
    jql: String,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<Text>,
    /// Make it a favourite
    #[arg(long)]
    favourite: bool,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut body = Map::new();
        body.insert("name".to_owned(), json!(self.name));
        body.insert("jql".to_owned(), json!(self.jql));
        body.insert("favourite".to_owned(), json!(self.favourite));
        if let Some(Text(text)) = self.description {
            body.insert("description".to_owned(), json!(text));
        }
        cx.emit_raw(&cx.request(CREATE).query("expand", SHOWN).json_body(&body).raw().await?)
    }
}
