//! `jsm organization list`: organizations.

use crate::organizations::ORGANIZATIONS;
use crate::people;
use atlassian_plugin_sdk::prelude::*;

/// List organizations
#[derive(Command)]
#[command(path = "organization list", alias = "org list", effect = "read", result = "many", id = "/id")]
#[command(example = "jsm organization list", example = "jsm organization list --member ana@example.com")]
#[http(ORGANIZATIONS, people::FIND)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Created", "/created/iso8601", date)]
pub(crate) struct List {
    /// Organizations of this person only: account id, e-mail address, name or "@me"
    #[arg(long, value_name = "PERSON")]
    member: Option<String>,
    /// Most organizations to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let member = match &self.member {
            Some(person) => Some(people::account(cx, person, None).await?),
            None => None,
        };
        cx.request(ORGANIZATIONS).query_opt("accountId", member).list(cx, Paging::jsm(50), self.limit).await
    }
}
