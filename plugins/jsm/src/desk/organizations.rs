//! `jsm desk organizations`: whose people may use a service desk.

use crate::desks::{self, DESKS};
use atlassian_plugin_sdk::prelude::*;

const ORGANIZATIONS: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/servicedesk/{serviceDeskId}/organization",
    classic("manage:servicedesk-customer"),
    granular("read:servicedesk.organization:jira-service-management"),
);

/// List the organizations of a service desk
#[derive(Command)]
#[command(path = "desk organizations", alias = "service-desk organizations")]
#[command(effect = "read", result = "many", id = "/id", example = "jsm desk organizations HELP")]
#[http(ORGANIZATIONS, DESKS)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
pub(crate) struct Organizations {
    /// Service desk, by id, project key or name
    #[arg(positional)]
    desk: String,
    /// Most organizations to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for Organizations {
    async fn run(self, cx: &Cx) -> Result<()> {
        let desk = desks::find(cx, &self.desk).await?;
        cx.request(ORGANIZATIONS).param("serviceDeskId", desk).list(cx, Paging::jsm(50), self.limit).await
    }
}
