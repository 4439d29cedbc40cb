//! `jsm queue issues`: what waits in a queue.

use crate::desks::{self, DESKS};
use crate::queues::{self, QUEUES};
use atlassian_plugin_sdk::prelude::*;

const ISSUES: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/servicedesk/{serviceDeskId}/queue/{queueId}/issue",
    classic("read:jira-work"),
    granular("read:issue:jira", "read:queue:jira-service-management", "read:user:jira"),
);

/// List what is in a queue
///
/// The site sends the fields that the queue shows; what a queue does not show stays empty.
#[derive(Command)]
#[command(path = "queue issues", effect = "read", result = "many", id = "/key")]
#[command(example = "jsm queue issues HELP \"All open\"", example = "jsm queue issues HELP 2 --limit 0")]
#[http(ISSUES, QUEUES, DESKS)]
#[web(issue: jsm "/browse/{key}")]
#[column("Key", "/key")]
#[column("Summary", "/fields/summary")]
#[column("Status", "/fields/status/name", status)]
#[column("Reporter", "/fields/reporter/displayName", user)]
#[column("Assignee", "/fields/assignee/displayName", user)]
#[column("Created", "/fields/created", date)]
pub(crate) struct Issues {
    /// Service desk, by id, project key or name
    #[arg(positional)]
    desk: String,
    /// Queue, by id or name
    #[arg(positional)]
    queue: String,
    /// Most issues to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
}

impl Run for Issues {
    async fn run(self, cx: &Cx) -> Result<()> {
        let desk = desks::find(cx, &self.desk).await?;
        let queue = queues::find(cx, &desk, &self.queue).await?;
        let request = cx.request(ISSUES).param("serviceDeskId", desk).param("queueId", queue);
        request.list(cx, Paging::jsm(50), self.limit).await
    }
}
