//! `jsm sla get`: one SLA.

use super::list::SLAS;
use crate::key::RequestKey;
use atlassian_plugin_sdk::choose;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

const SLA: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/request/{issueIdOrKey}/sla/{slaMetricId}",
    classic("read:jira-work"),
    granular("read:request.sla:jira-service-management"),
);

/// Show an SLA of a request
#[derive(Command)]
#[command(path = "sla get", alias = "sla view", effect = "read", result = "one", id = "/id")]
#[command(example = "jsm sla get HELP-2 \"Time to resolution\"")]
#[http(SLA, SLAS)]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Goal", "/ongoingCycle/goalDuration/friendly")]
#[column("Elapsed", "/ongoingCycle/elapsedTime/friendly")]
#[column("Left", "/ongoingCycle/remainingTime/friendly")]
#[column("Due", "/ongoingCycle/breachTime/iso8601", date)]
#[column("Paused", "/ongoingCycle/paused")]
#[column("Breached", "/ongoingCycle/breached")]
#[column("Completed cycles", "/completedCycles")]
pub(crate) struct Get {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
    /// SLA, by id or name
    #[arg(positional)]
    sla: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Named {
    id: String,
    name: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let (key, typed) = (&self.key.0, self.sla.trim());
        let id = if !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit()) {
            typed.to_owned()
        } else {
            let all: Vec<Named> = cx.request(SLAS).param("issueIdOrKey", key).all(Paging::jsm(50)).await?;
            choose("SLA of this request", typed, all, |sla| (sla.id.clone(), sla.name.clone()))?.id
        };
        cx.emit_raw(&cx.request(SLA).param("issueIdOrKey", key).param("slaMetricId", id).raw().await?)
    }
}
