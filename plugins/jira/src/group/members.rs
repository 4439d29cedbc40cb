//! `jira group members`: who is in a group.

use atlassian_plugin_sdk::prelude::*;

const MEMBERS: Endpoint = endpoint!(
    jira GET "/rest/api/3/group/member",
    classic("manage:jira-configuration"),
    granular("read:avatar:jira", "read:group:jira", "read:user:jira"),
);

/// Jira allows no more than 50.
const PAGE: Paging = Paging::offset("values", 50);

/// List the members of a group
#[derive(Command)]
#[command(path = "group members", effect = "read", result = "many", id = "/accountId")]
#[command(example = "jira group members jira-users", example = "jira group members jira-users --inactive --limit 0")]
#[http(MEMBERS)]
#[web(user: jira "/jira/people/{accountId}")]
#[column("Account", "/accountId")]
#[column("Name", "/displayName", user)]
#[column("E-mail", "/emailAddress")]
#[column("Active", "/active")]
pub(crate) struct Members {
    /// Group, by name or id
    #[arg(positional)]
    group: String,
    /// Include people whose account is not active
    #[arg(long)]
    inactive: bool,
    /// Most people to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for Members {
    async fn run(self, cx: &Cx) -> Result<()> {
        let by = if is_id(&self.group) { "groupId" } else { "groupname" };
        cx.request(MEMBERS)
            .query(by, &self.group)
            .query("includeInactiveUsers", self.inactive)
            .list(cx, PAGE, self.limit)
            .await
    }
}

/// Group ids are UUIDs.
fn is_id(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let mut parts = text.split('-');
    lengths.iter().all(|length| {
        parts.next().is_some_and(|part| part.len() == *length && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
    }) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    #[test]
    fn ids_are_told_from_names() {
        assert!(super::is_id("276f955c-63d7-42c8-9520-92d01dca0625"));
        for name in ["jira-users", "a-b-c-d-e", "", "276f955c-63d7-42c8-9520-92d01dca0625-x"] {
            assert!(!super::is_id(name), "{name}");
        }
    }
}
