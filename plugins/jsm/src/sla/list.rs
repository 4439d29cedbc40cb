//! `jsm sla list`: how much time is left.

use crate::key::RequestKey;
use atlassian_plugin_sdk::prelude::*;

pub(crate) const SLAS: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/request/{issueIdOrKey}/sla",
    classic("read:jira-work"),
    granular("read:request.sla:jira-service-management"),
);

/// List the SLAs of a request
///
/// The columns show the cycle that is under way; those that are completed are in JSON and YAML.
#[derive(Command)]
#[command(path = "sla list", effect = "read", result = "many", id = "/id", example = "jsm sla list HELP-2")]
#[http(SLAS)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Goal", "/ongoingCycle/goalDuration/friendly")]
#[column("Elapsed", "/ongoingCycle/elapsedTime/friendly")]
#[column("Left", "/ongoingCycle/remainingTime/friendly")]
#[column("Due", "/ongoingCycle/breachTime/iso8601", date)]
#[column("Paused", "/ongoingCycle/paused")]
#[column("Breached", "/ongoingCycle/breached")]
#[column("Completed in", "/completedCycles/0/elapsedTime/friendly")]
pub(crate) struct List {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
    /// Most SLAs to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(SLAS).param("issueIdOrKey", &self.key.0).list(cx, Paging::jsm(50), self.limit).await
    }
}
