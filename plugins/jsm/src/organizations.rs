//! Organizations as they are typed: by id or name.

use atlassian_plugin_sdk::choose;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

pub(crate) const ORGANIZATIONS: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/organization",
    classic("manage:servicedesk-customer"),
    granular("read:organization:jira-service-management"),
);

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Organization {
    id: String,
    name: String,
}

/// The id of an organization. Needs [`ORGANIZATIONS`].
///
/// # Errors
///
/// When no organization, or more than one, has the name.
pub(crate) async fn find(cx: &Cx, typed: &str) -> Result<u32> {
    if let Ok(id) = typed.trim().parse() {
        return Ok(id);
    }
    let all: Vec<Organization> = cx.request(ORGANIZATIONS).all(Paging::jsm(50)).await?;
    let found = choose("organization", typed, all, |one| (one.id.clone(), one.name.clone()))?;
    found.id.parse().map_err(|_| Error::other(format!("the site names an organization's id `{}`", found.id)))
}
