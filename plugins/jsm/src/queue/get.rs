//! `jsm queue get`: one queue.

use crate::desks::{self, DESKS};
use crate::queues::{self, QUEUES};
use atlassian_plugin_sdk::prelude::*;

const QUEUE: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/servicedesk/{serviceDeskId}/queue/{queueId}",
    classic("read:jira-work"),
    granular("read:jql:jira", "read:queue:jira-service-management", "read:user:jira"),
);

/// Show a queue
#[derive(Command)]
#[command(path = "queue get", alias = "queue view", effect = "read", result = "one", id = "/id")]
#[command(example = "jsm queue get HELP 1", example = "jsm queue get HELP \"All open\"")]
#[http(QUEUE, QUEUES, DESKS)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Issues", "/issueCount", number)]
#[column("JQL", "/jql")]
#[column("Fields", "/fields")]
pub(crate) struct Get {
    /// Service desk, by id, project key or name
    #[arg(positional)]
    desk: String,
    /// Queue, by id or name
    #[arg(positional)]
    queue: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let desk = desks::find(cx, &self.desk).await?;
        let queue = queues::find(cx, &desk, &self.queue).await?;
        let request = cx.request(QUEUE).param("serviceDeskId", desk).param("queueId", queue);
        cx.emit_raw(&request.query("includeCount", true).raw().await?)
    }
}
