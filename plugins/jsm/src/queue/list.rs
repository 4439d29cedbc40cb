//! `jsm queue list`: the queues of a service desk.

use crate::desks::{self, DESKS};
use crate::queues::QUEUES;
use atlassian_plugin_sdk::prelude::*;

/// List the queues of a service desk
#[derive(Command)]
#[command(path = "queue list", effect = "read", result = "many", id = "/id", example = "jsm queue list HELP")]
#[http(QUEUES, DESKS)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Issues", "/issueCount", number)]
#[column("JQL", "/jql")]
pub(crate) struct List {
    /// Service desk, by id, project key or name
    #[arg(positional)]
    desk: String,
    /// Most queues to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let desk = desks::find(cx, &self.desk).await?;
        let request = cx.request(QUEUES).param("serviceDeskId", desk).query("includeCount", true);
        request.list(cx, Paging::jsm(50), self.limit).await
    }
}
