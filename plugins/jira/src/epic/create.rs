//! `jira epic create`: an issue of the type that is an epic, whatever it is called.

use crate::document;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Map, json};

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
    jira POST "/rest/api/3/issue",
    classic("write:jira-work"),
    granular(
        "read:issue:jira", "write:attachment:jira", "write:comment.property:jira", "write:comment:jira",
        "write:issue:jira",
    ),
);

/// What Jira calls the level of epics.
const LEVEL: i64 = 1;

/// Create an epic
///
/// Its type is the project's issue type one level above stories, whatever its name. More fields: `jira issue create`.
#[derive(Command)]
#[command(path = "epic create", effect = "write", result = "one", id = "/key")]
#[command(example = "jira epic create --project DEV --summary \"Search, made new\" --label search")]
#[http(PROJECT, CREATE)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Id", "/id")]
pub(crate) struct Create {
    /// Project, by key or id
    #[arg(long, value_name = "PROJECT")]
    project: String,
    /// Summary
    #[arg(long, value_name = "TEXT")]
    summary: String,
    /// Description, in Markdown
    #[arg(long, value_name = "TEXT")]
    description: Option<Text>,
    /// Label (can be repeated)
    #[arg(long, value_name = "LABEL")]
    label: Vec<String>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Project {
    id: String,
    key: String,
    #[serde(default)]
    issue_types: Vec<Type>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Type {
    id: String,
    #[serde(default)]
    hierarchy_level: i64,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let key = self.project.trim().to_uppercase();
        let project: Project = cx.request(PROJECT).param("projectIdOrKey", key).json().await?;
        let Some(epic) = project.issue_types.iter().find(|kind| kind.hierarchy_level == LEVEL) else {
            return Err(Error::invalid(format!("project {} has no issue type for epics", project.key)));
        };
        let mut fields = Map::new();
        fields.insert("project".to_owned(), json!({"id": project.id}));
        fields.insert("issuetype".to_owned(), json!({"id": epic.id}));
        fields.insert("summary".to_owned(), json!(self.summary));
        if let Some(text) = &self.description {
            fields.insert("description".to_owned(), document::written(text));
        }
        if !self.label.is_empty() {
            fields.insert("labels".to_owned(), json!(self.label));
        }
        cx.emit_raw(&cx.request(CREATE).json_body(&json!({"fields": fields})).raw().await?)
    }
}
