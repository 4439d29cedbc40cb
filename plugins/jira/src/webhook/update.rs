//! `jira webhook update`: another name, address, filter or other events.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

/// Whether it is told.
#[derive(Choice, Clone, Copy, PartialEq, Eq)]
enum Enabled {
    True,
    False,
}

/// Change a webhook
///
/// What is not named stays as it is.
#[derive(Command)]
#[command(path = "webhook update", alias = "webhooks update", alias = "webhook edit")]
#[command(effect = "write", result = "one", id = "/id")]
#[command(example = "jira webhook update 71 --events jira:issue_created,jira:issue_deleted")]
#[http(super::UPDATE)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Enabled", "/enabled")]
#[column("Address", "/url")]
#[column("Events", "/events")]
#[column("JQL", "/filters/issue-related-events-section")]
pub(crate) struct Update {
    /// Id of the webhook
    #[arg(positional)]
    id: String,
    /// New name
    #[arg(long)]
    name: Option<String>,
    /// New address
    #[arg(long)]
    url: Option<String>,
    /// The events from now on, separated by commas (can be repeated)
    #[arg(long, value_name = "EVENTS")]
    events: Vec<String>,
    /// Only what happens to issues that this finds; empty for all
    #[arg(long, value_name = "JQL")]
    jql_filter: Option<String>,
    /// Whether the address is told
    #[arg(long, value_name = "BOOL")]
    enabled: Option<Enabled>,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        let events = super::events(&self.events);
        let texts = [("name", &self.name), ("url", &self.url)];
        let none = texts.iter().all(|(_, text)| text.is_none()) && self.jql_filter.is_none() && self.enabled.is_none();
        if none && events.is_empty() {
            return Err(Error::usage("there is nothing to change")
                .hint("`--name`, `--url`, `--events`, `--jql-filter` and `--enabled` say what is different"));
        }
        super::change(cx, &self.id, |webhook| {
            for (name, text) in texts {
                if let Some(text) = text {
                    webhook.insert(name.to_owned(), json!(text));
                }
            }
            if !events.is_empty() {
                webhook.insert("events".to_owned(), json!(events));
            }
            if let Some(jql) = &self.jql_filter {
                webhook.insert("filters".to_owned(), super::filters(jql));
            }
            if let Some(enabled) = self.enabled {
                webhook.insert("enabled".to_owned(), json!(enabled == Enabled::True));
            }
        })
        .await
    }
}
