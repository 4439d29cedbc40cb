//! Keys of requests as people have them at hand: typed in lower case, or pasted from the portal or from Jira.

use atlassian_plugin_sdk::prelude::*;

/// A request's key or id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestKey(pub(crate) String);

impl ArgType for RequestKey {
    const KIND: &'static str = "string";

    fn from_json(json: &RawValue) -> Result<Self, String> {
        String::from_json(json).map(|text| Self::from_text(&text))
    }
}

impl RequestKey {
    /// What is no key stays as it is: the site says what is wrong with it.
    fn from_text(text: &str) -> Self {
        let text = text.trim();
        let key = in_address(text).unwrap_or(text);
        let is_key = key.split_once('-').is_some_and(|(project, number)| {
            project.starts_with(|letter: char| letter.is_ascii_alphabetic())
                && project.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')
                && !number.is_empty()
                && number.bytes().all(|digit| digit.is_ascii_digit())
        });
        Self(if is_key { key.to_ascii_uppercase() } else { text.to_owned() })
    }
}

/// The key in an address: `…/portal/1/KEY` or `…/browse/KEY`, and what Jira shows as `…/queues/custom/1/KEY`.
fn in_address(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let path = rest.split(['?', '#']).next()?.trim_end_matches('/');
    path.rsplit_once('/').map(|(_, key)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_as_people_have_them() {
        let site = "https://your-domain.atlassian.net";
        for (typed, key) in [
            ("HELP-1", "HELP-1"),
            (" help-1 ", "HELP-1"),
            ("10001", "10001"),
            ("no key", "no key"),
            (&format!("{site}/servicedesk/customer/portal/1/HELP-7"), "HELP-7"),
            (&format!("{site}/browse/help-1?focusedCommentId=5#x"), "HELP-1"),
            (&format!("{site}/jira/servicedesk/projects/HELP/queues/custom/1/HELP-3/"), "HELP-3"),
            (&format!("{site}/wiki/x"), &format!("{site}/wiki/x")),
        ] {
            assert_eq!(RequestKey::from_text(typed).0, key, "{typed}");
        }
    }
}
