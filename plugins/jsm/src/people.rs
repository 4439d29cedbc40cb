//! People as they are typed: an account id, an e-mail address, a display name or `@me`.
//!
//! A desk's own customers are looked through first, because Jira's search does not show customers to everybody.

use crate::experimental::opt_in;
use crate::key::RequestKey;
use crate::request::get::REQUEST;
use atlassian_plugin_sdk::people::{Person, is_account_id};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

pub(crate) const CUSTOMERS: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/servicedesk/{serviceDeskId}/customer",
    classic("manage:servicedesk-customer"),
    granular("read:servicedesk.customer:jira-service-management", "read:user:jira"),
);

const SEARCH: Endpoint = endpoint!(
    jira GET "/rest/api/3/user/search",
    classic("read:jira-user"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:group:jira", "read:user.property:jira",
        "read:user:jira",
    ),
);

const MYSELF: Endpoint = endpoint!(
    jira GET "/rest/api/3/myself",
    classic("read:jira-user"),
    granular("read:application-role:jira", "read:avatar:jira", "read:group:jira", "read:user:jira"),
);

/// What a command that takes a person may use.
pub(crate) const FIND: EndpointGroup = endpoint_group!(SEARCH, MYSELF);

/// The same where the person belongs to a desk.
pub(crate) const FIND_AT_DESK: EndpointGroup = endpoint_group!(CUSTOMERS, FIND);

/// The same where the person has to do with a request, and so with its desk.
pub(crate) const FIND_FOR_REQUEST: EndpointGroup = endpoint_group!(REQUEST, FIND_AT_DESK);

/// Jira looks through no more than its first thousand people.
const PEOPLE: Paging = Paging::array(200);

/// The account of a person. With a desk, of one of its customers, if one fits. Needs [`FIND_AT_DESK`], or [`FIND`] where
/// there is no desk.
///
/// # Errors
///
/// When nobody fits, or more than one does: then the candidates are named.
pub(crate) async fn account(cx: &Cx, typed: &str, desk: Option<&str>) -> Result<String> {
    let typed = typed.trim();
    if typed == "@me" {
        return cx.request(MYSELF).json().await.map(Person::into_account_id);
    }
    if is_account_id(typed) {
        return Ok(typed.to_owned());
    }
    if typed.is_empty() {
        return Err(Error::usage("a person is needed"));
    }
    if let Some(desk) = desk {
        let customers = opt_in(cx.request(CUSTOMERS).param("serviceDeskId", desk).query("query", typed));
        let customers = customers.all(Paging::jsm(50)).await;
        // Who may not see the desk's customers may know some all the same.
        match customers.and_then(|customers| Person::choose(customers, typed)) {
            Err(error) if matches!(error.kind(), Kind::NotFound | Kind::Forbidden) => {}
            chosen => return chosen,
        }
    }
    Person::choose(cx.request(SEARCH).query("query", typed).all(PEOPLE).await?, typed)
}

/// The accounts of several people, in their order.
///
/// # Errors
///
/// As [`account`].
pub(crate) async fn accounts(cx: &Cx, typed: &[String], desk: Option<&str>) -> Result<Vec<String>> {
    let mut accounts = Vec::new();
    for person in typed {
        accounts.push(account(cx, person, desk).await?);
    }
    Ok(accounts)
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Request {
    service_desk_id: String,
}

/// The accounts of people for a request: customers of its desk, or whom Jira's search shows. Needs
/// [`FIND_FOR_REQUEST`].
///
/// # Errors
///
/// As [`account`], and when there is no such request.
pub(crate) async fn accounts_for(cx: &Cx, typed: &[String], key: &RequestKey) -> Result<Vec<String>> {
    let is_known = |typed: &String| typed.trim() == "@me" || is_account_id(typed.trim());
    if typed.iter().all(is_known) {
        return accounts(cx, typed, None).await;
    }
    let Request { service_desk_id } = cx.request(REQUEST).param("issueIdOrKey", &key.0).json().await?;
    accounts(cx, typed, Some(&service_desk_id)).await
}

/// Whom a question is about: the one, or how many.
pub(crate) fn whom(typed: &[String]) -> String {
    match typed {
        [one] => one.clone(),
        several => count(several.len()),
    }
}

/// Asks before something is done to people. Needs the import `prompt`, and `need = "prompt"` in the command.
pub(crate) fn confirm(cx: &Cx, action: &str, typed: &[String]) {
    cx.confirm(action, u64::try_from(typed.len()).unwrap_or(1).max(1), typed);
}

/// `1 person`, `3 people`.
pub(crate) fn count(people: usize) -> String {
    if people == 1 { "1 person".to_owned() } else { format!("{people} people") }
}
