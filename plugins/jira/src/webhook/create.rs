//! `jira webhook create`: tell an address what happens.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Value, json};

const CREATE: Endpoint = endpoint!(jira POST "/rest/webhooks/1.0/webhook");

/// Create a webhook
#[derive(Command)]
#[command(path = "webhook create", alias = "webhooks create", effect = "write", result = "one", id = "/id")]
#[command(example = "jira webhook create --name CI --url https://ci.example.com/jira --events jira:issue_created")]
#[http(CREATE)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Enabled", "/enabled")]
#[column("Address", "/url")]
#[column("Events", "/events")]
#[column("JQL", "/filters/issue-related-events-section")]
pub(crate) struct Create {
    /// Name
    #[arg(long)]
    name: String,
    /// Address that is told
    #[arg(long)]
    url: String,
    /// Events such as jira:issue_updated or comment_created, separated by commas (can be repeated)
    #[arg(long, required, value_name = "EVENTS")]
    events: Vec<String>,
    /// Only what happens to issues that this finds
    #[arg(long, value_name = "JQL")]
    jql_filter: Option<String>,
    /// Send the address alone, without a body
    #[arg(long)]
    exclude_body: bool,
    /// Let it not be told yet
    #[arg(long)]
    disabled: bool,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut body = json!({
            "name": self.name,
            "url": self.url,
            "events": super::events(&self.events),
            "excludeBody": self.exclude_body,
            "enabled": !self.disabled,
        });
        if let (Some(jql), Value::Object(members)) = (&self.jql_filter, &mut body) {
            members.insert("filters".to_owned(), super::filters(jql));
        }
        let webhook = cx.request(CREATE).json_body(&body).raw().await?;
        cx.emit_raw(&super::readable(&webhook)?)
    }
}
