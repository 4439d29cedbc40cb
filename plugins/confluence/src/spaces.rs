//! Spaces as they are typed: a key, an id, or an address pasted from the browser.

use atlassian_plugin_sdk::of_this_site;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json;

/// What a command that takes a space may use.
pub(crate) const SPACES: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/spaces",
    granular("read:space:confluence"),
);

/// A space's key or id, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SpaceRef(String);

/// What commands need to know of a space.
#[derive(Debug, Clone, Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
pub(crate) struct Space {
    pub(crate) id: String,
    pub(crate) key: String,
    #[serde(default)]
    pub(crate) name: String,
}

impl ArgType for SpaceRef {
    const KIND: &'static str = "string";

    fn from_json(json: &RawValue) -> Result<Self, String> {
        let text = String::from_json(json)?;
        of_this_site("confluence", &text)?;
        Ok(Self::from_text(&text))
    }
}

impl SpaceRef {
    fn from_text(text: &str) -> Self {
        let text = text.trim();
        Self(in_address(text).unwrap_or(text).to_owned())
    }

    /// The space with that key.
    pub(crate) fn of_key(key: &str) -> Self {
        Self::from_text(key)
    }

    /// The space with that id.
    pub(crate) fn of_id(id: &str) -> Self {
        Self(id.to_owned())
    }

    /// The space.
    ///
    /// # Errors
    ///
    /// When there is none, or the user may not see it.
    pub(crate) async fn find(&self, cx: &Cx) -> Result<Space> {
        let raw = self.raw(cx).await?;
        serde_json::from_str(raw.get()).map_err(|error| Error::other(format!("the site's space is odd: {error}")))
    }

    /// The space as the site has it, with its description.
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find).
    pub(crate) async fn raw(&self, cx: &Cx) -> Result<Box<RawValue>> {
        for (name, value) in self.candidates() {
            let request = cx.request(SPACES).query(name, &value).query("description-format", "plain").query("limit", 1);
            let Found { mut results } = request.json().await?;
            if let Some(space) = results.pop() {
                return Ok(space);
            }
        }
        Err(Error::not_found(format!("there is no space `{}`, or you may not see it", self.0))
            .hint("`atlassian-cli confluence space list` shows keys and names"))
    }

    /// What it may mean, the likeliest first: keys may consist of digits, and are typed in lower case.
    fn candidates(&self) -> Vec<(&'static str, String)> {
        let typed = self.0.clone();
        let upper = typed.to_ascii_uppercase();
        if !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit()) {
            vec![("ids", typed.clone()), ("keys", typed)]
        } else if typed.starts_with('~') || upper == typed {
            vec![("keys", typed)]
        } else {
            vec![("keys", typed), ("keys", upper)]
        }
    }
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Found {
    results: Vec<Box<RawValue>>,
}

/// The key in an address: `…/wiki/spaces/KEY/…`.
fn in_address(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let (_, key) = rest.split_once("/wiki/spaces/")?;
    let key = key.split(['/', '?', '#']).next()?;
    (!key.is_empty()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_ids_and_addresses_are_told_apart() {
        let site = "https://your-domain.atlassian.net/wiki";
        for (typed, candidates) in [
            ("DEV", &[("keys", "DEV")][..]),
            (" dev ", &[("keys", "dev"), ("keys", "DEV")]),
            ("~712020abc", &[("keys", "~712020abc")]),
            ("98305", &[("ids", "98305"), ("keys", "98305")]),
            (&format!("{site}/spaces/OPS/pages/1/Title"), &[("keys", "OPS")]),
            (&format!("{site}/spaces/OPS?x=y"), &[("keys", "OPS")]),
        ] {
            let found = SpaceRef::from_text(typed).candidates();
            let found: Vec<_> = found.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(found, candidates, "{typed}");
        }
    }
}
