//! `jira user me`: whose profile it is.

use atlassian_plugin_sdk::prelude::*;

const MYSELF: Endpoint = endpoint!(
    jira GET "/rest/api/3/myself",
    classic("read:jira-user"),
    granular("read:application-role:jira", "read:avatar:jira", "read:group:jira", "read:user:jira"),
);

/// Show who you are to Jira
#[derive(Command)]
#[command(path = "user me", effect = "read", result = "one", id = "/accountId", example = "jira user me")]
#[http(MYSELF)]
#[web(user: jira "/jira/people/{accountId}")]
#[column("Account", "/accountId")]
#[column("Name", "/displayName", user)]
#[column("E-mail", "/emailAddress")]
#[column("Time zone", "/timeZone")]
#[column("Language", "/locale")]
#[column("Groups", "/groups/items")]
pub(crate) struct Me {}

impl Run for Me {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&cx.request(MYSELF).query("expand", "groups").raw().await?)
    }
}
