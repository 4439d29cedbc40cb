//! People as they are typed: an account id, an e-mail address, a display name, `@me` or `none`.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

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
    let typed = typed.trim();
    if typed == "@me" {
        return cx.request(MYSELF).json::<Person>().await.map(|person| person.account_id);
    }
    if is_account_id(typed) {
        return Ok(typed.to_owned());
    }
    if typed.is_empty() || typed == "none" {
        return Err(Error::invalid("a person is needed, not `none`"));
    }
    let people: Vec<Person> = cx.request(SEARCH).query("query", typed).all(PEOPLE).await?;
    choose(people, typed)
}

/// `5b10ac8d82e05b22cc7d4ef5` or `712020:5b10a284-…`: what Jira's account ids look like.
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

    fn person(id: &str, name: &str, email: &str) -> Person {
        Person {
            account_id: id.into(),
            account_type: "atlassian".into(),
            email_address: email.into(),
            display_name: name.into(),
            active: true,
        }
    }

    #[test]
    fn account_ids_are_told_from_names() {
        for id in ["5b10ac8d82e05b22cc7d4ef5", "712020:5b10a284-4c20-4165-9000-de21a0000001"] {
            assert!(is_account_id(id), "{id}");
        }
        for name in ["ana@example.com", "Ana", "me", "a:b", "5b10ac8d82e05b22cc7d4ef", "note: something"] {
            assert!(!is_account_id(name), "{name}");
        }
    }

    #[test]
    fn the_exact_one_wins_and_several_are_named() {
        let people = || vec![person("1", "Ana", "ana@example.com"), person("2", "Ana Maria", "am@example.com")];
        assert_eq!(choose(people(), "ana"), Ok("1".to_owned()));
        assert_eq!(choose(people(), "AM@example.com"), Ok("2".to_owned()));
        assert_eq!(choose(vec![person("3", "Olu", "")], "ol"), Ok("3".to_owned()));
        let error = choose(people(), "an").err();
        assert_eq!(
            error.as_ref().map(Error::message),
            Some("`an` may be Ana <ana@example.com> (1) or Ana Maria <am@example.com> (2)")
        );
        assert_eq!(choose(Vec::new(), "x").err().map(|error| error.kind()), Some(Kind::NotFound));
    }

    #[test]
    fn whoever_is_gone_or_no_human_is_not_meant() {
        let mut people = vec![person("1", "Bot", ""), person("2", "Bot", "")];
        people[0].account_type = "app".into();
        assert_eq!(choose(people.clone(), "bot"), Ok("2".to_owned()));
        people[1].active = false;
        assert!(choose(people, "bot").is_err());
    }
}
