//! `jsm customer list`: who may ask a service desk for something.

use crate::desks::{self, DESKS};
use crate::experimental::opt_in;
use crate::people::CUSTOMERS;
use atlassian_plugin_sdk::prelude::*;

/// List the customers of a service desk
#[derive(Command)]
#[command(path = "customer list", alias = "desk customers", alias = "service-desk customers")]
#[command(effect = "read", result = "many", id = "/accountId")]
#[command(example = "jsm customer list HELP", example = "jsm customer list HELP --query ana")]
#[http(CUSTOMERS, DESKS)]
#[column("Account", "/accountId")]
#[column("Name", "/displayName", user)]
#[column("E-mail", "/emailAddress")]
#[column("Active", "/active")]
pub(crate) struct List {
    /// Service desk, by id, project key or name
    #[arg(positional)]
    desk: String,
    /// Customers with this in their name or e-mail address
    #[arg(long, value_name = "TEXT")]
    query: Option<String>,
    /// Most customers to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let desk = desks::find(cx, &self.desk).await?;
        let request = cx.request(CUSTOMERS).param("serviceDeskId", desk).query_opt("query", self.query);
        opt_in(request).list(cx, Paging::jsm(50), self.limit).await
    }
}
