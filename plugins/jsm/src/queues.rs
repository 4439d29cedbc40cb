//! Queues as they are typed: by id or name.

use atlassian_plugin_sdk::choose;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

pub(crate) const QUEUES: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/servicedesk/{serviceDeskId}/queue",
    classic("read:jira-work"),
    granular("read:jql:jira", "read:queue:jira-service-management", "read:user:jira"),
);

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Queue {
    id: String,
    name: String,
}

/// The id of a desk's queue. Needs [`QUEUES`].
///
/// # Errors
///
/// When no queue, or more than one, has the name.
pub(crate) async fn find(cx: &Cx, desk: &str, typed: &str) -> Result<String> {
    let typed = typed.trim();
    if !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(typed.to_owned());
    }
    let queues: Vec<Queue> = cx.request(QUEUES).param("serviceDeskId", desk).all(Paging::jsm(50)).await?;
    choose("queue", typed, queues, |queue| (queue.id.clone(), queue.name.clone())).map(|queue| queue.id)
}
