//! Issue keys as people have them at hand: typed in lower case, or pasted from the browser.

use atlassian_plugin_sdk::of_this_site;
use atlassian_plugin_sdk::prelude::*;

/// An issue's key or id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IssueKey(pub(crate) String);

impl ArgType for IssueKey {
    const KIND: &'static str = "string";

    fn from_json(json: &RawValue) -> Result<Self, String> {
        let text = String::from_json(json)?;
        of_this_site("jira", &text)?;
        Ok(Self::read(&text))
    }
}

impl IssueKey {
    /// What is no key stays as it is: the site says what is wrong with it.
    pub(crate) fn read(text: &str) -> Self {
        let text = text.trim();
        let key = in_address(text).unwrap_or(text);
        let is_key = key.split_once('-').is_some_and(|(project, number)| {
            let mut letters = project.bytes();
            letters.next().is_some_and(|letter| letter.is_ascii_alphabetic())
                && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')
                && !number.is_empty()
                && number.bytes().all(|digit| digit.is_ascii_digit())
        });
        Self(if is_key { key.to_ascii_uppercase() } else { text.to_owned() })
    }
}

/// The key in an issue's address: `…/browse/KEY`, a board's `?selectedIssue=KEY`, or a list's `…/issues/KEY`.
fn in_address(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let until = |text: &'static [char]| move |rest: &'_ str| rest.find(text).unwrap_or(rest.len());
    let selected = rest.split_once("selectedIssue=").map(|(_, key)| (key, until(&['&', '#'])(key)));
    let last = |mark: &str| {
        let path = rest.get(..until(&['?', '#'])(rest))?;
        path.split_once(mark).map(|(_, key)| (key, until(&['/'])(key)))
    };
    let (key, end) = selected.or_else(|| last("/browse/")).or_else(|| last("/issues/"))?;
    key.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_as_people_have_them() {
        let site = "https://your-domain.atlassian.net";
        for (typed, key) in [
            ("DEV-1", "DEV-1"),
            (" dev-1 ", "DEV-1"),
            ("a1_b-20", "A1_B-20"),
            ("10001", "10001"),
            ("no key", "no key"),
            ("dev-", "dev-"),
            ("--help", "--help"),
            (&format!("{site}/browse/DEV-1"), "DEV-1"),
            (&format!("{site}/browse/dev-1?focusedCommentId=5#x"), "DEV-1"),
            (&format!("{site}/jira/software/projects/DEV/boards/1?selectedIssue=DEV-7&x=y"), "DEV-7"),
            (&format!("{site}/jira/software/c/projects/DEV/issues/DEV-9"), "DEV-9"),
            (&format!("{site}/wiki/x"), &format!("{site}/wiki/x")),
        ] {
            assert_eq!(IssueKey::read(typed).0, key, "{typed}");
        }
    }
}
