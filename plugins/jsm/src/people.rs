//! People as they are typed: an account id, an e-mail address, a display name or `@me`.
//!
//! A desk's own customers are looked through first, because Jira's search does not show customers to everybody.

use crate::experimental::opt_in;
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

/// Jira looks through no more than its first thousand people.
const PEOPLE: Paging = Paging::array(200);

/// Candidates that an error lists.
const LISTED: usize = 10;

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Person {
    account_id: String,
    #[serde(default)]
    account_type: String,
    #[serde(default)]
    email_address: String,
    #[serde(default)]
    display_name: String,
    #[serde(default = "yes")]
    active: bool,
}

fn yes() -> bool {
    true
}

/// The account of a person. With a desk, of one of its customers, if one fits. Needs [`FIND_AT_DESK`], or [`FIND`] where
/// there is no desk.
///
/// # Errors
///
/// When nobody fits, or more than one does: then the candidates are named.
pub(crate) async fn account(cx: &Cx, typed: &str, desk: Option<&str>) -> Result<String> {
    let typed = typed.trim();
    if typed == "@me" {
        return cx.request(MYSELF).json::<Person>().await.map(|person| person.account_id);
    }
    if is_account_id(typed) {
        return Ok(typed.to_owned());
    }
    if typed.is_empty() {
        return Err(Error::invalid("a person is needed"));
    }
    if let Some(desk) = desk {
        let customers = opt_in(cx.request(CUSTOMERS).param("serviceDeskId", desk).query("query", typed));
        match choose(customers.all(Paging::jsm(50)).await?, typed) {
            Err(error) if error.kind() == Kind::NotFound => {}
            chosen => return chosen,
        }
    }
    choose(cx.request(SEARCH).query("query", typed).all(PEOPLE).await?, typed)
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

/// `1 person`, `3 people`.
pub(crate) fn count(people: usize) -> String {
    if people == 1 { "1 person".to_owned() } else { format!("{people} people") }
}

/// `5b10ac8d82e05b22cc7d4ef5`, `712020:5b10a284-…`, and `qm:…:…` for customers without an Atlassian account.
fn is_account_id(text: &str) -> bool {
    let is_old = text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_new = text.split_once(':').is_some_and(|(realm, rest)| {
        !realm.is_empty()
            && realm.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && rest.len() >= 8
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b':')
    });
    is_old || is_new
}

/// The one that is meant: whose address or name is exactly what was typed, else the only one that was found.
fn choose(people: Vec<Person>, typed: &str) -> Result<String> {
    let humans: Vec<_> = people.into_iter().filter(|person| person.active && person.account_type != "app").collect();
    let same = |text: &str| text.to_lowercase() == typed.to_lowercase();
    let exact: Vec<_> =
        humans.iter().filter(|person| same(&person.email_address) || same(&person.display_name)).collect();
    match (exact.as_slice(), humans.as_slice()) {
        ([one], _) => Ok(one.account_id.clone()),
        ([], [one]) => Ok(one.account_id.clone()),
        ([], []) => Err(Error::not_found(format!("nobody is called `{typed}`, or you may not see them"))
            .hint("a person is an e-mail address, a display name, an account id or `@me`")),
        ([], several) => Err(ambiguous(typed, &several.iter().collect::<Vec<_>>())),
        (several, _) => Err(ambiguous(typed, several)),
    }
}

fn ambiguous(typed: &str, people: &[&Person]) -> Error {
    let list: Vec<_> = people.iter().take(LISTED).map(|person| person.named()).collect();
    let more = people.len().saturating_sub(LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Error::invalid(format!("`{typed}` may be {}{more}", list.join(" or ")))
        .hint("use the e-mail address or the account id")
}

impl Person {
    fn named(&self) -> String {
        let Self { account_id, email_address, display_name, .. } = self;
        if email_address.is_empty() {
            format!("{display_name} ({account_id})")
        } else {
            format!("{display_name} <{email_address}> ({account_id})")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_ids_are_told_from_names() {
        for id in [
            "5b10ac8d82e05b22cc7d4ef5",
            "712020:5b10a284-4c20-4165-9000-de21a0000001",
            "qm:a713c8ea-1075-4e30-9d96-891a7d181739:5ad6d3a01db05e2a66fa80bd",
        ] {
            assert!(is_account_id(id), "{id}");
        }
        for name in ["ana@example.com", "Ana", "a:b", "note: something"] {
            assert!(!is_account_id(name), "{name}");
        }
    }

    #[test]
    fn the_exact_one_wins_and_several_are_named() {
        let person = |id: &str, name: &str, active| Person {
            account_id: id.into(),
            account_type: "customer".into(),
            email_address: String::new(),
            display_name: name.into(),
            active,
        };
        let people = || vec![person("1", "Ana", true), person("2", "Ana Maria", true), person("3", "Ana", false)];
        assert_eq!(choose(people(), "ana"), Ok("1".to_owned()));
        let error = choose(people(), "an").err();
        assert_eq!(error.as_ref().map(Error::message), Some("`an` may be Ana (1) or Ana Maria (2)"));
        assert_eq!(choose(Vec::new(), "x").err().map(|error| error.kind()), Some(Kind::NotFound));
    }
}
