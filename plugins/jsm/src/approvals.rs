//! Approvals as they are typed: by id or name, or left out where one waits for the user.

use atlassian_plugin_sdk::choose;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

pub(crate) const APPROVALS: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/request/{issueIdOrKey}/approval",
    classic("read:servicedesk-request"),
    granular("read:request.approval:jira-service-management", "read:user:jira"),
);

pub(crate) const ANSWER: Endpoint = endpoint!(
    jsm POST "/rest/servicedeskapi/request/{issueIdOrKey}/approval/{approvalId}",
    classic("write:servicedesk-request"),
    granular(
        "read:request.approval:jira-service-management", "read:user:jira",
        "write:request.approval:jira-service-management",
    ),
);

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Approval {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    can_answer_approval: bool,
}

async fn all(cx: &Cx, key: &str) -> Result<Vec<Approval>> {
    cx.request(APPROVALS).param("issueIdOrKey", key).all(Paging::jsm(50)).await
}

/// The id of an approval. Needs [`APPROVALS`].
///
/// # Errors
///
/// When the request has no such approval.
pub(crate) async fn find(cx: &Cx, key: &str, typed: &str) -> Result<String> {
    let typed = typed.trim();
    if !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(typed.to_owned());
    }
    let approvals = all(cx, key).await?;
    let called = |approval: &Approval| (approval.id.clone(), approval.name.clone());
    choose("approval of this request", typed, approvals, called).map(|approval| approval.id)
}

/// The approval that is named, or the one that waits for the user.
///
/// # Errors
///
/// When none waits, or more than one does.
pub(crate) async fn waiting(cx: &Cx, key: &str, typed: Option<&str>) -> Result<String> {
    if let Some(typed) = typed {
        return find(cx, key, typed).await;
    }
    let waiting: Vec<Approval> =
        all(cx, key).await?.into_iter().filter(|approval| approval.can_answer_approval).collect();
    match waiting.as_slice() {
        [one] => Ok(one.id.clone()),
        [] => Err(Error::new(Kind::Conflict, format!("no approval of {key} waits for you"))
            .hint(format!("`jsm approval list {key}` shows who has to answer"))),
        several => {
            let names: Vec<String> = several.iter().map(|one| format!("`{}` ({})", one.name, one.id)).collect();
            Err(Error::invalid(format!("more than one approval of {key} waits for you: {}", names.join(" or ")))
                .hint("name one by its id"))
        }
    }
}
