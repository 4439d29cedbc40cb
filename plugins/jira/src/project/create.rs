//! `jira project create`: a new project.

use crate::people;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, Value, json};

const CREATE: Endpoint = endpoint!(
    jira POST "/rest/api/3/project",
    classic("manage:jira-configuration"),
    granular("read:project:jira", "write:project:jira"),
);

/// What a project is for.
#[derive(Choice)]
enum ProjectType {
    Software,
    Business,
    #[choice("service_desk")]
    ServiceDesk,
}

/// Who gets an issue that nobody was named for.
#[derive(Choice)]
enum AssigneeType {
    ProjectLead,
    Unassigned,
}

/// Create a project
///
/// Jira makes its workflows, screens and boards from a template. Without one it takes what it has for the kind of project.
#[derive(Command)]
#[command(path = "project create", alias = "projects create", effect = "write", result = "one", id = "/key")]
#[command(example = "jira project create --key OPS --name Operations")]
#[command(example = "jira project create --key HR --name People --project-type business --lead ana@example.com")]
#[http(CREATE, people::FIND)]
#[web(project: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Id", "/id")]
pub(crate) struct Create {
    /// Key: capitals and digits, beginning with a letter
    #[arg(long)]
    key: String,
    /// Name
    #[arg(long)]
    name: String,
    /// Kind of project
    #[arg(long, default = "software", value_name = "TYPE")]
    project_type: ProjectType,
    /// Key of a template, such as com.pyxis.greenhopper.jira:gh-simplified-kanban-classic
    #[arg(long, value_name = "TEMPLATE")]
    template: Option<String>,
    /// Who leads it: e-mail address, display name, account id or @me
    #[arg(long, default = "@me", value_name = "PERSON")]
    lead: String,
    /// What it is about; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    description: Option<Text>,
    /// Address of a page about it
    #[arg(long)]
    url: Option<String>,
    /// Who gets an issue that nobody was named for
    #[arg(long, value_name = "WHO")]
    assignee_type: Option<AssigneeType>,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let lead = people::account(cx, &self.lead).await?;
        let mut body = Map::new();
        let mut put = |name: &str, value: Option<Value>| _ = value.map(|value| body.insert(name.to_owned(), value));
        put("key", Some(json!(self.key)));
        put("name", Some(json!(self.name)));
        put("projectTypeKey", Some(json!(self.project_type.to_string())));
        put("leadAccountId", Some(json!(lead)));
        put("projectTemplateKey", self.template.map(Value::from));
        put("description", self.description.map(|text| Value::from(text.0)));
        put("url", self.url.map(Value::from));
        put("assigneeType", self.assignee_type.map(|kind| json!(kind.to_string().to_uppercase().replace('-', "_"))));
        cx.emit_raw(&cx.request(CREATE).json_body(&body).raw().await?)
    }
}
