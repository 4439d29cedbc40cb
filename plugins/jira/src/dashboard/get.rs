//! `jira dashboard get`: one dashboard.

use super::list::{PAGE, SEARCH};
use atlassian_plugin_sdk::choose;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

const DASHBOARD: Endpoint = endpoint!(
    jira GET "/rest/api/3/dashboard/{id}",
    classic("read:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:dashboard:jira", "read:group:jira",
        "read:issue-type-hierarchy:jira", "read:issue-type:jira", "read:project-category:jira",
        "read:project-role:jira", "read:project-version:jira", "read:project.component:jira", "read:project:jira",
        "read:user:jira",
    ),
);

/// Show a dashboard
#[derive(Command)]
#[command(path = "dashboard get", alias = "dashboard view", effect = "read", result = "one", id = "/id")]
#[command(example = "jira dashboard get 10000", example = "jira dashboard get \"Team overview\"")]
#[http(DASHBOARD, SEARCH)]
#[web(dashboard: jira "/jira/dashboards/{id}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Description", "/description")]
#[column("Owner", "/owner/displayName", user)]
#[column("Favourite", "/isFavourite")]
#[column("Address", "/view")]
pub(crate) struct Get {
    /// Dashboard, by id or name
    #[arg(positional)]
    dashboard: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Dashboard {
    id: String,
    name: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let typed = self.dashboard.trim();
        let id = if !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit()) {
            typed.to_owned()
        } else {
            let found: Vec<Dashboard> = cx.request(SEARCH).query("dashboardName", typed).all(PAGE).await?;
            choose("dashboard", typed, found, |found| (found.id.clone(), found.name.clone()))?.id
        };
        cx.emit_raw(&cx.request(DASHBOARD).param("id", id).raw().await?)
    }
}
