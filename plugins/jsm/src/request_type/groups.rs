//! `jsm request-type groups`: how a portal sorts what one can ask for.

use crate::desks::{self, DESKS};
use atlassian_plugin_sdk::prelude::*;

const GROUPS: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/servicedesk/{serviceDeskId}/requesttypegroup",
    classic("read:servicedesk-request"),
    granular("read:requesttype:jira-service-management"),
);

/// List the groups of request types of a service desk
#[derive(Command)]
#[command(path = "request-type groups", effect = "read", result = "many", id = "/id")]
#[command(example = "jsm request-type groups HELP")]
#[http(GROUPS, DESKS)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
pub(crate) struct Groups {
    /// Service desk, by id, project key or name
    #[arg(positional)]
    desk: String,
    /// Most groups to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for Groups {
    async fn run(self, cx: &Cx) -> Result<()> {
        let desk = desks::find(cx, &self.desk).await?;
        cx.request(GROUPS).param("serviceDeskId", desk).list(cx, Paging::jsm(50), self.limit).await
    }
}
