//! People and groups as they are typed: an account id, a display name, `@me`; a group's id or name.

use atlassian_plugin_sdk::choose;
use atlassian_plugin_sdk::people::{Person, is_account_id};
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

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Found {
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
        return cx.request(MYSELF).json().await.map(Person::into_account_id);
    }
    if is_account_id(typed) {
        return Ok(typed.to_owned());
    }
    if typed.is_empty() {
        return Err(Error::usage("a person is needed"));
    }
    let query = format!("user.fullname ~ {}", crate::cql::quoted(typed));
    let found: Vec<Found> = cx.request(SEARCH).query("cql", query).all(Paging::confluence(50)).await?;
    Person::choose(found.into_iter().filter_map(|found| found.user).collect(), typed)
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

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<_> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_group_is_told_from_its_name() {
        assert!(is_uuid("a1b2c3d4-0000-4000-8000-000000000001") && !is_uuid("site-admins"));
    }
}
