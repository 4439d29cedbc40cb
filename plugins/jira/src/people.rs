//! People as they are typed: an account id, an e-mail address, a display name, `@me` or `none`.

use atlassian_plugin_sdk::people::{Person, is_account_id};
use atlassian_plugin_sdk::prelude::*;

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

/// Jira looks through no more than its first thousand people.
const PEOPLE: Paging = Paging::array(200);

/// The account of a person, or nothing for `none`.
///
/// # Errors
///
/// When nobody fits, or more than one does: then the candidates are named.
pub(crate) async fn find(cx: &Cx, typed: &str) -> Result<Option<String>> {
    match typed.trim() {
        "none" | "" => Ok(None),
        typed => account(cx, typed).await.map(Some),
    }
}

/// The account of a person where there has to be one.
///
/// # Errors
///
/// As [`find`].
pub(crate) async fn account(cx: &Cx, typed: &str) -> Result<String> {
    whom(cx, typed).await.map(|(account, _)| account)
}

/// The same, and what the person is called; an account id that was typed is not looked up.
///
/// # Errors
///
/// As [`find`].
pub(crate) async fn whom(cx: &Cx, typed: &str) -> Result<(String, String)> {
    let typed = typed.trim();
    if is_account_id(typed) {
        return Ok((typed.to_owned(), typed.to_owned()));
    }
    if typed.is_empty() || typed == "none" {
        return Err(Error::usage("a person is needed, not `none`"));
    }
    let person: Person = if typed == "@me" {
        cx.request(MYSELF).json().await?
    } else {
        Person::meant(cx.request(SEARCH).query("query", typed).all(PEOPLE).await?, typed)?
    };
    let name = if person.name().is_empty() { typed.to_owned() } else { person.name().to_owned() };
    Ok((person.into_account_id(), name))
}
