//! `jsm customer remove`: people may ask a service desk for nothing more.

use crate::desks::{self, DESKS};
use crate::experimental::opt_in;
use crate::people;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const REMOVE: Endpoint = endpoint!(
    jsm DELETE "/rest/servicedeskapi/servicedesk/{serviceDeskId}/customer",
    classic("manage:servicedesk-customer"),
    granular(
        "delete:servicedesk.customer:jira-service-management", "read:servicedesk.customer:jira-service-management",
    ),
);

/// Remove customers from a service desk
#[derive(Command)]
#[command(path = "customer remove", alias = "desk remove-customer", alias = "service-desk remove-customer")]
#[command(effect = "delete", result = "none", need = "prompt")]
#[command(example = "jsm customer remove HELP olu@example.com --yes")]
#[http(REMOVE, DESKS, people::FIND_AT_DESK)]
pub(crate) struct Remove {
    /// Service desk, by id, project key or name
    #[arg(positional)]
    desk: String,
    /// Account id, e-mail address, name or "@me" (can be repeated)
    #[arg(positional, required)]
    people: Vec<String>,
}

impl Run for Remove {
    async fn run(self, cx: &Cx) -> Result<()> {
        let desk = desks::find(cx, &self.desk).await?;
        let accounts = people::accounts(cx, &self.people, Some(&desk)).await?;
        people::confirm(cx, &format!("remove {} from desk {}", people::whom(&self.people), self.desk), &self.people);
        let body = json!({"accountIds": accounts});
        opt_in(cx.request(REMOVE).param("serviceDeskId", &desk).json_body(&body)).send().await?;
        cx.success(&format!("{} removed from desk {}", people::count(accounts.len()), self.desk));
        Ok(())
    }
}
