//! The peer tool's config.yaml: what we have a use for, and nothing is said about the rest.

use std::collections::BTreeMap;
use std::path::Path;

use serde_yaml::Value;

use crate::credential::Secret;
use crate::error::{Error, Result};
use crate::files;

/// Its profiles.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Its default.
    pub default_profile: Option<String>,
    /// By name.
    pub profiles: BTreeMap<String, PeerProfile>,
}

/// One of its profiles.
#[derive(Debug, Clone, Default)]
pub struct PeerProfile {
    /// The site's address.
    pub base_url: Option<String>,
    /// The account's e-mail address.
    pub email: Option<String>,
    /// The Bitbucket workspace.
    pub workspace: Option<String>,
    /// A token in plaintext, as old versions wrote it.
    pub(super) token: Option<Secret>,
}

impl Settings {
    pub(super) fn read(path: &Path) -> Result<Option<Self>> {
        let Some(bytes) = files::read_optional(path)? else { return Ok(None) };
        let invalid = || Error::usage(format!("`{}` is not valid", path.display()));
        let text = std::str::from_utf8(&bytes).map_err(|error| invalid().caused_by(error))?;
        if text.trim().is_empty() {
            return Ok(Some(Self::default()));
        }
        serde_yaml::from_str(text).map(|value| Some(Self::of(&value))).map_err(|error| {
            // Without its words: they could show a token.
            let place = error.location().map(|at| format!("not YAML at line {} column {}", at.line(), at.column()));
            invalid().caused_by(place.unwrap_or_else(|| "not YAML".to_owned()))
        })
    }

    fn of(value: &Value) -> Self {
        let named = value.get("profiles").and_then(Value::as_mapping).into_iter().flatten();
        let profiles = named.filter_map(|(name, profile)| Some((name.as_str()?.to_owned(), PeerProfile::of(profile))));
        Self { default_profile: text(value, "default_profile"), profiles: profiles.collect() }
    }

    /// Names of the profiles that have a token in plaintext.
    pub fn with_token(&self) -> Vec<&str> {
        self.profiles.iter().filter(|(_, profile)| profile.token.is_some()).map(|(name, _)| name.as_str()).collect()
    }

    pub(super) fn tokens(&self) -> impl Iterator<Item = (String, Secret)> {
        let tokens = self.profiles.iter().filter_map(|(name, profile)| Some((name.clone(), profile.token.clone()?)));
        tokens.collect::<Vec<_>>().into_iter()
    }
}

impl PeerProfile {
    fn of(value: &Value) -> Self {
        Self {
            base_url: text(value, "base_url"),
            email: text(value, "email"),
            workspace: text(value, "workspace"),
            token: text(value, "api_token").map(Secret::new),
        }
    }
}

fn text(value: &Value, key: &str) -> Option<String> {
    let text = value.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_passed_over() {
        let yaml = "default_profile: a\nprofiles:\n  a: {base_url: ' https://x.atlassian.net ', email: '', api_token: t}\n  b:\n  3: {}\nx: [1]\n";
        let settings = Settings::of(&serde_yaml::from_str(yaml).unwrap());
        assert_eq!(settings.default_profile.as_deref(), Some("a"));
        assert_eq!(settings.profiles.keys().collect::<Vec<_>>(), ["a", "b"]);
        let a = &settings.profiles["a"];
        assert_eq!((a.base_url.as_deref(), a.email.as_deref()), (Some("https://x.atlassian.net"), None));
        assert_eq!(settings.tokens().count(), 1);
        for odd in ["[]", "1", "profiles: [a]", "default_profile: {}"] {
            assert!(Settings::of(&serde_yaml::from_str(odd).unwrap()).profiles.is_empty(), "{odd}");
        }
    }
}
