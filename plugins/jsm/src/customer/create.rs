//! `jsm customer create`: an account for the portal.

use super::add::ADD;
use crate::desks::{self, DESKS};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::json;

const CREATE: Endpoint = endpoint!(
    jsm POST "/rest/servicedeskapi/customer",
    classic("manage:servicedesk-customer"),
    granular("read:customer:jira-service-management", "read:user:jira", "write:customer:jira-service-management"),
);

/// Create a customer
///
/// An account that can use the portals of the site, and nothing else. With --desk, it is added to a service desk at once.
#[derive(Command)]
#[command(path = "customer create", effect = "write", result = "one", id = "/accountId")]
#[command(example = "jsm customer create --email fred@example.com --name \"Fred F. User\" --desk HELP")]
#[http(CREATE, ADD, DESKS)]
#[column("Account", "/accountId")]
#[column("Name", "/displayName", user)]
#[column("E-mail", "/emailAddress")]
#[column("Active", "/active")]
pub(crate) struct Create {
    /// E-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// Name that others see
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Service desk that it is added to, by id, project key or name
    #[arg(long, value_name = "DESK")]
    desk: Option<String>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Created {
    account_id: String,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        // A desk that does not exist stops it before anything is made.
        let desk = desks::find_opt(cx, self.desk.as_deref()).await?;
        let body = json!({"email": self.email, "displayName": self.name});
        let customer = cx.request(CREATE).json_body(&body).raw().await?;
        cx.emit_raw(&customer)?;
        let Some(desk) = desk else { return Ok(()) };
        let Created { account_id } = atlassian_plugin_sdk::read("the new customer", &customer)?;
        let body = json!({"accountIds": [account_id]});
        let added = cx.request(ADD).param("serviceDeskId", &desk).json_body(&body).send().await;
        added.map(|_| ()).map_err(|error| {
            Error::new(Kind::Partial, format!("the customer was created, but not added to the desk: {error}"))
                .hint(format!("add it with `jsm customer add {desk} {account_id}`"))
        })
    }
}
