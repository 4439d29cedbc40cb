//! Service desks as they are typed: by id, project key or name.

use atlassian_plugin_sdk::choose;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

pub(crate) const DESKS: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/servicedesk",
    classic("read:servicedesk-request"),
    granular("read:servicedesk:jira-service-management"),
);

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Desk {
    id: String,
    #[serde(default)]
    project_key: String,
    #[serde(default)]
    project_name: String,
}

/// The id of a desk. Needs [`DESKS`].
///
/// # Errors
///
/// When no desk, or more than one, is called that.
pub(crate) async fn find(cx: &Cx, typed: &str) -> Result<String> {
    let typed = typed.trim();
    if !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(typed.to_owned());
    }
    let desks: Vec<Desk> = cx.request(DESKS).all(Paging::jsm(100)).await?;
    // A key is as good as an id: no two projects share one.
    if let Some(desk) = desks.iter().find(|desk| desk.project_key.eq_ignore_ascii_case(typed)) {
        return Ok(desk.id.clone());
    }
    choose("service desk", typed, desks, |desk| (desk.project_key.clone(), desk.project_name.clone()))
        .map(|desk| desk.id)
}

/// Some desk's id, if one was named.
///
/// # Errors
///
/// As [`find`].
pub(crate) async fn find_opt(cx: &Cx, typed: Option<&str>) -> Result<Option<String>> {
    match typed {
        Some(typed) => find(cx, typed).await.map(Some),
        None => Ok(None),
    }
}
