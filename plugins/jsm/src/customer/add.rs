//! `jsm customer add`: people may ask a service desk for something.

use crate::desks::{self, DESKS};
use crate::people;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

pub(crate) const ADD: Endpoint = endpoint!(
    jsm POST "/rest/servicedeskapi/servicedesk/{serviceDeskId}/customer",
    classic("manage:servicedesk-customer"),
    granular("read:servicedesk.customer:jira-service-management", "write:servicedesk.customer:jira-service-management"),
);

/// Add customers to a service desk
#[derive(Command)]
#[command(path = "customer add", alias = "desk add-customer", alias = "service-desk add-customer")]
#[command(effect = "write", result = "none", example = "jsm customer add HELP sato@example.com")]
#[http(ADD, DESKS, people::FIND)]
pub(crate) struct Add {
    /// Service desk, by id, project key or name
    #[arg(positional)]
    desk: String,
    /// Account id, e-mail address, name or "@me" (can be repeated)
    #[arg(positional, required)]
    people: Vec<String>,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        let desk = desks::find(cx, &self.desk).await?;
        let accounts = people::accounts(cx, &self.people, None).await?;
        let body = json!({"accountIds": accounts});
        cx.request(ADD).param("serviceDeskId", &desk).json_body(&body).send().await?;
        cx.success(&format!("{} added to desk {}", people::count(accounts.len()), self.desk));
        Ok(())
    }
}
