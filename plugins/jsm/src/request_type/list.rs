//! `jsm request-type list`: what one can ask for.

use crate::desks::{self, DESKS};
use crate::experimental::opt_in;
use crate::types::TYPES;
use atlassian_plugin_sdk::prelude::*;

const ALL: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/requesttype",
    classic("read:servicedesk-request"),
    granular("read:requesttype:jira-service-management"),
);

/// List request types
///
/// Of one service desk, or of all.
#[derive(Command)]
#[command(path = "request-type list", effect = "read", result = "many", id = "/id")]
#[command(example = "jsm request-type list --desk HELP", example = "jsm request-type list --search laptop")]
#[http(TYPES, ALL, DESKS)]
#[column("Id", "/id", number)]
#[column("Desk", "/serviceDeskId", number)]
#[column("Name", "/name")]
#[column("Description", "/description")]
pub(crate) struct List {
    /// Service desk, by id, project key or name
    #[arg(long, value_name = "DESK")]
    desk: Option<String>,
    /// Request types with this in their name or description
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Most request types to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = match desks::find_opt(cx, self.desk.as_deref()).await? {
            Some(desk) => cx.request(TYPES).param("serviceDeskId", desk),
            None => opt_in(cx.request(ALL)),
        };
        request.query_opt("searchQuery", self.search).list(cx, Paging::jsm(50), self.limit).await
    }
}
