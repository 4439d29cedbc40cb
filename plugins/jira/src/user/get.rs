//! `jira user get`: one person.

use crate::people;
use atlassian_plugin_sdk::prelude::*;

const USER: Endpoint = endpoint!(
    jira GET "/rest/api/3/user",
    classic("read:jira-user"),
    granular("read:application-role:jira", "read:avatar:jira", "read:group:jira", "read:user:jira"),
);

/// Show a person
#[derive(Command)]
#[command(path = "user get", alias = "user view", effect = "read", result = "one", id = "/accountId")]
#[command(example = "jira user get ana@example.com", example = "jira user get \"Olu Adeyemi\"")]
#[http(USER, people::FIND)]
#[web(user: jira "/jira/people/{accountId}")]
#[column("Account", "/accountId")]
#[column("Name", "/displayName", user)]
#[column("E-mail", "/emailAddress")]
#[column("Type", "/accountType")]
#[column("Active", "/active")]
#[column("Time zone", "/timeZone")]
#[column("Groups", "/groups/items")]
pub(crate) struct Get {
    /// Account id, e-mail address, name or "@me"
    #[arg(positional)]
    person: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let account = people::account(cx, &self.person).await?;
        cx.emit_raw(&cx.request(USER).query("accountId", account).query("expand", "groups").raw().await?)
    }
}
