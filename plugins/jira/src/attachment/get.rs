//! `jira attachment get`: what is known of one file.

use atlassian_plugin_sdk::prelude::*;

const ATTACHMENT: Endpoint = endpoint!(
    jira GET "/rest/api/3/attachment/{id}",
    classic("read:jira-work"),
    granular(
        "read:application-role:jira", "read:attachment:jira", "read:avatar:jira", "read:group:jira",
        "read:user:jira",
    ),
);

/// Show what is known of a file at an issue
#[derive(Command)]
#[command(path = "attachment get", alias = "issue attachment get", effect = "read", result = "one", id = "/id")]
#[command(example = "jira attachment get 10000")]
#[http(ATTACHMENT)]
#[column("Id", "/id")]
#[column("File", "/filename")]
#[column("Size", "/size", bytes)]
#[column("Type", "/mimeType")]
#[column("Author", "/author/displayName", user)]
#[column("Created", "/created", date)]
pub(crate) struct Get {
    /// Id of the file, as `jira attachment list` shows it
    #[arg(positional)]
    id: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&cx.request(ATTACHMENT).param("id", &self.id).raw().await?)
    }
}
