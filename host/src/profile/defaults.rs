//! `defaults:` in config.yaml: what flags mean where they are not given.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::output::FormatName;
use crate::{program, typed};

use super::by_name;

/// What a value of each key has to be. The keys are named like the flags.
const KEYS: &[(&str, Check)] = &[
    ("color", |text| one_of(&COLORS, text)),
    ("concurrency", |text| typed::concurrency(text).map(drop)),
    ("format", |text| one_of(&FormatName::names(), text)),
    ("limit", |text| text.parse::<u32>().map(drop).map_err(|_| "it is a number; 0 is for all".to_owned())),
    ("pager", |text| program::words(text).map(drop).ok_or_else(|| "its quotes do not match".to_owned())),
    ("timeout", |text| typed::timeout(text).map(drop)),
];

type Check = fn(&str) -> Result<(), String>;

/// What `--color` takes.
pub const COLORS: [&str; 3] = ["auto", "always", "never"];

/// What flags mean where they are not given, by flag. Unknown keys are left alone, as everywhere in config.yaml.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Defaults(#[serde(deserialize_with = "by_name")] BTreeMap<String, Value>);

impl Defaults {
    /// Names of the flags.
    pub fn names() -> impl Iterator<Item = &'static str> {
        KEYS.iter().map(|(name, _)| *name)
    }

    /// The default of a flag, as one would type it.
    pub fn get(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    /// Whether a flag's default can be that.
    ///
    /// # Errors
    /// What it has to be instead, in words for people.
    pub fn check(name: &str, text: &str) -> Result<(), String> {
        let Some((_, check)) = KEYS.iter().find(|(key, _)| *key == name) else { return Ok(()) };
        check(text).map_err(|why| format!("defaults.{name} cannot be `{}`: {why}", text.escape_debug()))
    }

    /// Whether all of them can be.
    ///
    /// # Errors
    /// As [`Defaults::check`].
    pub(super) fn check_all(&self) -> Result<(), String> {
        Self::names().try_for_each(|name| self.get(name).map_or(Ok(()), |text| Self::check(name, &text)))
    }
}

fn one_of(names: &[&str], text: &str) -> Result<(), String> {
    if names.contains(&text) { Ok(()) } else { Err(format!("it is one of {}", names.join(", "))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_is_checked() {
        for (name, good, bad) in [
            ("color", "never", "blue"),
            ("concurrency", "4", "0"),
            ("format", "json", "xml"),
            ("limit", "0", "-1"),
            ("pager", "less -S", "it's"),
            ("timeout", "30s", "0s"),
        ] {
            assert_eq!(Defaults::check(name, good), Ok(()), "{name}");
            let why = Defaults::check(name, bad).unwrap_err();
            assert!(why.starts_with(&format!("defaults.{name} cannot be `{}`: ", bad.escape_debug())), "{why}");
        }
        assert_eq!(Defaults::check("of-a-newer-version", "x"), Ok(()));
    }
}
