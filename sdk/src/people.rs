//! People whom a site found for what was typed, and which of them is meant.

use crate::error::{Error, Result};
use serde::Deserialize;

/// Candidates that an error lists.
const LISTED: usize = 10;

/// Somebody as Jira, Jira Service Management and Confluence show them.
///
/// ```
/// use atlassian_plugin_sdk::people::Person;
/// use atlassian_plugin_sdk::serde_json::from_str;
///
/// let found: Vec<Person> = from_str(r#"[{"accountId": "1", "displayName": "Ana"}, {"accountId": "2"}]"#)?;
/// assert_eq!(Person::choose(found, "ana"), Ok("1".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    account_id: String,
    #[serde(default)]
    account_type: Option<String>,
    #[serde(default, alias = "email")]
    email_address: Option<String>,
    #[serde(default)]
    display_name: String,
    #[serde(default = "yes")]
    active: bool,
}

fn yes() -> bool {
    true
}

impl Person {
    /// The account id.
    pub fn into_account_id(self) -> String {
        self.account_id
    }

    /// What this person is called.
    pub fn name(&self) -> &str {
        &self.display_name
    }

    /// The account id of the one that [`meant`](Self::meant) finds.
    ///
    /// # Errors
    ///
    /// As that.
    pub fn choose(found: Vec<Self>, typed: &str) -> Result<String> {
        Self::meant(found, typed).map(Self::into_account_id)
    }

    /// The one that is meant: whose address or name is exactly what was typed, in any case, else the only
    /// one that was found. Whoever is not active any more, and what is an app, is not meant.
    ///
    /// # Errors
    ///
    /// When nobody fits, or more than one does: then the candidates are named.
    pub fn meant(found: Vec<Self>, typed: &str) -> Result<Self> {
        let people: Vec<_> =
            found.into_iter().filter(|one| one.active && one.account_type.as_deref() != Some("app")).collect();
        let same = |text: &str| text.to_lowercase() == typed.to_lowercase();
        let is_exact = |one: &&Self| same(&one.display_name) || one.email_address.as_deref().is_some_and(same);
        let exact: Vec<&Self> = people.iter().filter(is_exact).collect();
        let meant = if exact.is_empty() { people.iter().collect() } else { exact };
        match meant.as_slice() {
            [one] => Ok((*one).clone()),
            [] => Err(Error::not_found(format!("nobody is called `{typed}`, or you may not see them")).hint(
                "a person is a display name, an account id, `@me`, or an e-mail address where the site shows it",
            )),
            several => Err(ambiguous(typed, &several.iter().map(|one| one.named()).collect::<Vec<_>>())
                .hint("use the e-mail address or the account id")),
        }
    }

    fn named(&self) -> String {
        let Self { account_id, email_address, display_name, .. } = self;
        match email_address.as_deref() {
            None | Some("") => format!("{display_name} ({account_id})"),
            Some(email) => format!("{display_name} <{email}> ({account_id})"),
        }
    }
}

/// What a person typed fits several things, each as one would tell it from the others; a hint should say how.
///
/// ```
/// use atlassian_plugin_sdk::people::ambiguous;
///
/// let error = ambiguous("an", &["Ana (1)".to_owned(), "Anton (2)".to_owned()]);
/// assert_eq!(error.message(), "`an` may be Ana (1) or Anton (2)");
/// ```
pub fn ambiguous(typed: &str, candidates: &[String]) -> Error {
    let shown: Vec<&str> = candidates.iter().take(LISTED).map(String::as_str).collect();
    let more = match candidates.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Error::invalid(format!("`{typed}` may be {}{more}", shown.join(" or ")))
}

/// Whether a text is an account id rather than a name: `5b10ac8d82e05b22cc7d4ef5`, `712020:5b10a284-…`, or `qm:…:…`, which
/// customers without an Atlassian account have.
pub fn is_account_id(text: &str) -> bool {
    let is_old = text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_new = text.split_once(':').is_some_and(|(realm, rest)| {
        !realm.is_empty()
            && realm.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && rest.len() >= 8
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b':')
    });
    is_old || is_new
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    fn person(id: &str, name: &str, email: &str) -> Person {
        Person {
            account_id: id.into(),
            account_type: Some("atlassian".into()),
            email_address: Some(email.into()),
            display_name: name.into(),
            active: true,
        }
    }

    #[test]
    fn account_ids_are_told_from_names() {
        for id in [
            "5b10ac8d82e05b22cc7d4ef5",
            "712020:5b10a284-4c20-4165-9000-de21a0000001",
            "qm:a713c8ea-1075-4e30-9d96-891a7d181739:5ad6d3a01db05e2a66fa80bd",
        ] {
            assert!(is_account_id(id), "{id}");
        }
        for name in ["ana@example.com", "Ana", "me", "a:b", "5b10ac8d82e05b22cc7d4ef", "note: something"] {
            assert!(!is_account_id(name), "{name}");
        }
    }

    #[test]
    fn the_exact_one_wins_and_several_are_named() {
        let people = || vec![person("1", "Ana", "ana@example.com"), person("2", "Ana Maria", "am@example.com")];
        assert_eq!(Person::choose(people(), "ana"), Ok("1".to_owned()));
        assert_eq!(Person::choose(people(), "AM@example.com"), Ok("2".to_owned()));
        assert_eq!(Person::choose(vec![person("3", "Olu", "")], "ol"), Ok("3".to_owned()));
        let error = Person::choose(people(), "an").err();
        let message = "`an` may be Ana <ana@example.com> (1) or Ana Maria <am@example.com> (2)";
        assert_eq!(error.as_ref().map(Error::message), Some(message));
        assert_eq!(Person::choose(Vec::new(), "x").err().map(|error| error.kind()), Some(Kind::NotFound));
    }

    #[test]
    fn whoever_is_gone_or_no_human_is_not_meant() {
        let mut people = vec![person("1", "Bot", ""), person("2", "Bot", "")];
        people[0].account_type = Some("app".into());
        assert_eq!(Person::choose(people.clone(), "bot"), Ok("2".to_owned()));
        people[1].active = false;
        assert!(Person::choose(people, "bot").is_err());
    }

    #[test]
    fn the_rest_of_many_is_counted() {
        let many: Vec<_> = (0..12).map(|number| format!("N{number}")).collect();
        assert!(ambiguous("n", &many).message().ends_with(" or N9 and 2 more"));
    }
}
