//! `jira user search`: people by name or e-mail address.

use atlassian_plugin_sdk::prelude::*;

const SEARCH: Endpoint = endpoint!(
    jira GET "/rest/api/3/user/search",
    classic("read:jira-user"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:group:jira", "read:user.property:jira",
        "read:user:jira",
    ),
);

/// A page may have fewer people than asked for: Jira leaves out those that one may not see.
const PAGE: Paging = Paging::array(100);

/// Find people
///
/// By the beginning of a name, or by an e-mail address. Jira looks through no more than its first thousand people.
#[derive(Command)]
#[command(path = "user search", alias = "user list", effect = "read", result = "many", id = "/accountId")]
#[command(example = "jira user search ana", example = "jira user search sato@example.com")]
#[http(SEARCH)]
#[web(user: jira "/jira/people/{accountId}")]
#[column("Account", "/accountId")]
#[column("Name", "/displayName", user)]
#[column("E-mail", "/emailAddress")]
#[column("Type", "/accountType")]
#[column("Active", "/active")]
pub(crate) struct Search {
    /// Part of a name, or an e-mail address
    #[arg(positional)]
    query: String,
    /// Most people to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
}

impl Run for Search {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(SEARCH).query("query", self.query).list(cx, PAGE, self.limit).await
    }
}
