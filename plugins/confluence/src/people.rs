//! People and groups as they are typed: an account id, a display name, `@me`; a group's id or name.

use atlassian_plugin_sdk::choose;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

const SEARCH: Endpoint = endpoint!(
    confluence GET "/wiki/rest/api/search/user",
    granular("read:content-details:confluence"),
);

const MYSELF: Endpoint = endpoint!(
    confluence GET "/wiki/rest/api/user/current",
    classic("read:confluence-user"),
    granular("read:content-details:confluence"),
);

const GROUPS: Endpoint = endpoint!(
    confluence GET "/wiki/rest/api/group/picker",
    classic("read:confluence-groups"),
    granular("read:group:confluence"),
);

/// What a command that takes a person may use.
pub(crate) const FIND: EndpointGroup = endpoint_group!(SEARCH, MYSELF);

/// What a command that takes a group may use.
pub(crate) const FIND_GROUP: EndpointGroup = endpoint_group!(GROUPS);

/// Candidates that an error lists.
const LISTED: usize = 10;

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Person {
    account_id: String,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    display_name: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Result_ {
    user: Option<Person>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(crate = "self::serde")]
struct Group {
    id: String,
    name: String,
}

/// The account of a person.
///
/// # Errors
///
/// When nobody fits, or more than one does: then the candidates are named.
pub(crate) async fn account(cx: &Cx, typed: &str) -> Result<String> {
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
    let query = format!("user.fullname ~ {}", crate::cql::quoted(typed));
    let found: Vec<Result_> = cx.request(SEARCH).query("cql", query).all(Paging::confluence(50)).await?;
    let people = found.into_iter().filter_map(|result| result.user);
    let named = people.map(|person| {
        let email =
            person.email.filter(|email| !email.is_empty()).map_or_else(String::new, |email| format!(" <{email}>"));
        (person.account_id, person.display_name, email)
    });
    person(&named.collect::<Vec<_>>(), typed)
}

/// The id of a group.
///
/// # Errors
///
/// As [`account`].
pub(crate) async fn group(cx: &Cx, typed: &str) -> Result<String> {
    let typed = typed.trim();
    if is_uuid(typed) {
        return Ok(typed.to_owned());
    }
    let found: Vec<Group> = cx.request(GROUPS).query("query", typed).all(Paging::confluence(200)).await?;
    choose("group", typed, found, |group| (group.id.clone(), group.name.clone())).map(|group| group.id)
}

/// The one whose name is exactly what was typed, else the only one that was found: of ids, names and what tells them
/// apart.
fn person(found: &[(String, String, String)], typed: &str) -> Result<String> {
    let exact: Vec<_> = found.iter().filter(|(_, name, _)| name.to_lowercase() == typed.to_lowercase()).collect();
    match (exact.as_slice(), found) {
        ([(id, ..)], _) | ([], [(id, ..)]) => Ok(id.clone()),
        ([], []) => Err(Error::not_found(format!("nobody is called `{typed}`, or you may not see them"))
            .hint("a person is a display name, an account id or `@me`")),
        (_, several) => {
            let list: Vec<_> =
                several.iter().take(LISTED).map(|(id, name, more)| format!("{name}{more} ({id})")).collect();
            let more = several.len().saturating_sub(LISTED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            Err(Error::invalid(format!("`{typed}` may be {}{more}", list.join(" or "))).hint("use the id"))
        }
    }
}

/// `5b10ac8d82e05b22cc7d4ef5` or `712020:5b10a284-…`: what account ids look like.
fn is_account_id(text: &str) -> bool {
    let is_old = text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_new = text.split_once(':').is_some_and(|(realm, rest)| {
        !realm.is_empty()
            && realm.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && rest.len() >= 8
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    is_old || is_new
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<_> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str]) -> Vec<(String, String, String)> {
        (1..).zip(names).map(|(id, name)| (id.to_string(), (*name).to_owned(), String::new())).collect()
    }

    #[test]
    fn the_exact_one_wins_and_several_are_named() {
        let chosen = |names: &[&str], typed: &str| person(&found(names), typed);
        assert_eq!(chosen(&["Ana", "Ana Maria"], "ana"), Ok("1".to_owned()));
        assert_eq!(chosen(&["Ana Maria"], "ana"), Ok("1".to_owned()));
        let error = chosen(&["Ana Maria", "Ana Sofia"], "ana").err();
        assert_eq!(error.as_ref().map(Error::message), Some("`ana` may be Ana Maria (1) or Ana Sofia (2)"));
        assert_eq!(chosen(&[], "x").err().map(|error| error.kind()), Some(Kind::NotFound));
    }

    #[test]
    fn ids_are_told_from_names() {
        assert!(is_account_id("712020:5b10a284-4c20-4165-9000-de21a0000001") && !is_account_id("Ana: boss"));
        assert!(is_uuid("a1b2c3d4-0000-4000-8000-000000000001") && !is_uuid("site-admins"));
    }
}
