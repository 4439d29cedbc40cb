//! Request types as they are typed: by id or name.

use atlassian_plugin_sdk::choose;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

pub(crate) const TYPES: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/servicedesk/{serviceDeskId}/requesttype",
    classic("read:servicedesk-request"),
    granular("read:requesttype:jira-service-management"),
);

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Type {
    id: String,
    name: String,
}

/// The id of a desk's request type. Needs [`TYPES`].
///
/// # Errors
///
/// When no request type, or more than one, has the name.
pub(crate) async fn find(cx: &Cx, desk: &str, typed: &str) -> Result<String> {
    let typed = typed.trim();
    if !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(typed.to_owned());
    }
    let types: Vec<Type> = cx.request(TYPES).param("serviceDeskId", desk).all(Paging::jsm(50)).await?;
    choose("request type", typed, types, |kind| (kind.id.clone(), kind.name.clone())).map(|kind| kind.id)
}
