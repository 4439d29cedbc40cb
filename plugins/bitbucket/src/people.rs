//! People as they are typed: a display name, a nickname, an account id, a UUID in braces, or `@me`.

use atlassian_plugin_sdk::people::ambiguous;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize, Serialize};

const MEMBERS: Endpoint = endpoint!(
    bitbucket GET "/2.0/workspaces/{workspace}/members",
    classic("account"),
    granular("read:workspace:bitbucket"),
);

pub(crate) const MYSELF: Endpoint =
    endpoint!(bitbucket GET "/2.0/user", classic("account"), granular("read:user:bitbucket"));

/// What a command that takes a person may use.
pub(crate) const FIND: EndpointGroup = endpoint_group!(MEMBERS, MYSELF);

/// Somebody, as far as it matters here.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(crate = "self::serde")]
pub(crate) struct Person {
    pub(crate) uuid: String,
    #[serde(default, skip_serializing)]
    account_id: String,
    #[serde(default, skip_serializing)]
    nickname: String,
    #[serde(default, skip_serializing)]
    display_name: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Member {
    user: Person,
}

/// Whoever the credentials belong to.
///
/// # Errors
///
/// When they belong to nobody, as those of a repository do.
pub(crate) async fn me(cx: &Cx) -> Result<Person> {
    cx.request(MYSELF).json().await
}

/// The UUIDs of people, in the order in which they were typed.
///
/// # Errors
///
/// When nobody fits, or more than one does: then the candidates are named.
pub(crate) async fn find(cx: &Cx, workspace: &str, typed: &[String]) -> Result<Vec<String>> {
    let typed: Vec<&str> = typed.iter().flat_map(|list| list.split(',')).map(str::trim).collect();
    let is_name = |one: &&str| *one != "@me" && !is_uuid(one);
    // Nobody is asked for when all are known.
    let members = if typed.iter().any(is_name) { members(cx, workspace).await? } else { Vec::new() };
    let mut found = Vec::new();
    for one in typed {
        let uuid = match one {
            "@me" => me(cx).await?.uuid,
            one if is_uuid(one) => one.to_owned(),
            one => choose(&members, one)?,
        };
        if !found.contains(&uuid) {
            found.push(uuid);
        }
    }
    Ok(found)
}

/// The UUID of one person.
///
/// # Errors
///
/// As [`find`].
pub(crate) async fn one(cx: &Cx, workspace: &str, typed: &str) -> Result<String> {
    let found = find(cx, workspace, &[typed.to_owned()]).await?;
    match <[String; 1]>::try_from(found) {
        Ok([uuid]) => Ok(uuid),
        Err(_) => Err(Error::invalid(format!("`{typed}` is not one person"))),
    }
}

async fn members(cx: &Cx, workspace: &str) -> Result<Vec<Person>> {
    let request = cx.request(MEMBERS).param("workspace", workspace);
    let members: Vec<Member> = request.all(Paging::bitbucket(100)).await?;
    Ok(members.into_iter().map(|member| member.user).collect())
}

fn is_uuid(text: &str) -> bool {
    text.len() > 2 && text.starts_with('{') && text.ends_with('}')
}

/// The one that is meant: whose account id, nickname or name is exactly what was typed, else the only one whose name has
/// it in it.
fn choose(people: &[Person], typed: &str) -> Result<String> {
    let wanted = typed.strip_prefix('@').unwrap_or(typed).to_lowercase();
    if wanted.is_empty() {
        return Err(Error::usage("a person is needed, not an empty text"));
    }
    let same = |text: &str| text.to_lowercase() == wanted;
    let nicknamed: Vec<&Person> =
        people.iter().filter(|person| same(&person.account_id) || same(&person.nickname)).collect();
    let named: Vec<&Person> = people.iter().filter(|person| same(&person.display_name)).collect();
    let like: Vec<&Person> =
        people.iter().filter(|person| person.display_name.to_lowercase().contains(&wanted)).collect();
    let found = [nicknamed, named, like].into_iter().find(|found| !found.is_empty()).unwrap_or_default();
    match found.as_slice() {
        [one] => Ok(one.uuid.clone()),
        [] => Err(Error::not_found(format!("nobody in the workspace is called `{typed}`"))
            .hint("a person is a display name, a nickname, an account id, a UUID or `@me`")),
        several => Err(ambiguous(typed, &several.iter().map(|person| person.named()).collect::<Vec<_>>())
            .hint("use the nickname or the UUID")),
    }
}

impl Person {
    fn named(&self) -> String {
        format!("{} (@{}, {})", self.display_name, self.nickname, self.uuid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(uuid: &str, nickname: &str, name: &str) -> Person {
        Person {
            uuid: uuid.into(),
            account_id: format!("id-{uuid}"),
            nickname: nickname.into(),
            display_name: name.into(),
        }
    }

    #[test]
    fn the_exact_one_wins_and_several_are_named() {
        let people = [person("{1}", "olu", "Olu"), person("{2}", "olu-ops", "Olu"), person("{3}", "ana", "Ana Maria")];
        for (typed, uuid) in [("olu-ops", "{2}"), ("@OLU", "{1}"), ("id-{3}", "{3}"), ("ana m", "{3}")] {
            assert_eq!(choose(&people, typed), Ok(uuid.to_owned()), "{typed}");
        }
        let error = choose(&[people[1].clone(), person("{4}", "x", "Olu")], "olu").err();
        let message = "`olu` may be Olu (@olu-ops, {2}) or Olu (@x, {4})";
        assert_eq!(error.as_ref().map(Error::message), Some(message));
        assert_eq!(choose(&people, "nobody").err().map(|error| error.kind()), Some(Kind::NotFound));
        assert!(choose(&people, "@").is_err());
    }
}
