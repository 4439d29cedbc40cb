//! Profiles: named accounts in config.yaml. No secret is ever among them.

mod address;
mod defaults;
mod edit;

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

pub use address::{is_loopback, normalise, origin};
pub use defaults::{COLORS, Defaults};
#[cfg(feature = "fuzzing")]
pub(crate) use edit::edited;
pub use edit::{Change, Keys, Value, apply, scrub};

use crate::environment;
use crate::error::{Error, Result};
use crate::files;

/// Bitbucket Cloud's address, where a profile names no other.
pub const BITBUCKET_URL: &str = "https://api.bitbucket.org";
/// The gateway's address, where a profile names no other.
pub const GATEWAY_URL: &str = "https://api.atlassian.com";

/// The variable that names a profile where no flag does.
pub const PROFILE: &str = "ATLASSIAN_CLI_PROFILE";

/// config.yaml as read. Unknown keys are left alone: they may belong to a newer version.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Config {
    /// Used when no `--profile` is given.
    pub default_profile: Option<String>,
    /// Where the key of a new credential store comes from; a store keeps its own until `auth rotate-key`.
    pub key_source: KeySource,
    /// Program and arguments that print the key, for `key_source: command`.
    pub key_command: Vec<String>,
    /// What flags mean where they are not given.
    pub defaults: Defaults,
    /// Short names for commands; see `alias set`.
    #[serde(deserialize_with = "by_name")]
    pub aliases: BTreeMap<String, String>,
    /// By name.
    #[serde(deserialize_with = "by_name")]
    pub profiles: BTreeMap<String, Option<Profile>>,
}

/// A mapping by name. `profiles:` with nothing below it is what remains when somebody deletes the last one by hand. A name
/// that stands there twice is refused: one would be used, and the other changed.
fn by_name<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error> {
    struct ByName<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for ByName<T> {
        type Value = BTreeMap<String, T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a mapping of names")
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(BTreeMap::new())
        }

        fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some((name, value)) = entries.next_entry::<String, T>()? {
                let shown = name.escape_debug().to_string();
                if map.insert(name, value).is_some() {
                    return Err(serde::de::Error::custom(format!("`{shown}` stands there twice")));
                }
            }
            Ok(map)
        }
    }

    deserializer.deserialize_any(ByName(PhantomData))
}

/// Where the key that the credential store is encrypted with comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum KeySource {
    /// The file `key` beside the store
    #[default]
    File,
    /// The system's keyring
    Keyring,
    /// What `key_command` prints
    Command,
}

impl KeySource {
    /// As written in config.yaml.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Keyring => "keyring",
            Self::Command => "command",
        }
    }
}

/// One profile.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// The site's address, `https://your-domain.atlassian.net`.
    pub base_url: Option<String>,
    /// Account that owns the site token; Basic authentication needs it.
    pub email: Option<String>,
    /// How the site token is sent.
    pub auth: Scheme,
    /// Bitbucket workspace, where a command line names none.
    pub workspace: Option<String>,
    /// Account that owns the Bitbucket token; Basic authentication needs it.
    pub bitbucket_email: Option<String>,
    /// How the Bitbucket token is sent.
    pub bitbucket_auth: Scheme,
    /// Bitbucket's address, where it is not the usual one.
    pub bitbucket_url: Option<String>,
    /// The gateway's address, where it is not the usual one.
    pub gateway_url: Option<String>,
    /// The site's cloud id, found by login.
    pub cloud_id: Option<String>,
    /// The site token works through the gateway only (scoped tokens, service accounts); found by login.
    pub gateway: bool,
    /// Refuses every request of this profile's that writes or deletes. No flag or variable undoes it.
    pub read_only: bool,
    /// The proxy for all of this profile's requests, instead of the environment's and the system's: an address without
    /// a password, `env:NAME` for one that has a password, or `direct` for none.
    pub proxy: Option<String>,
    /// PEM file with certificate authorities to trust besides the system's. This path and the next two may begin with
    /// `~/`; what is relative is relative to config.yaml.
    pub ca_bundle: Option<String>,
    /// PEM file with the client certificate to show, and those that it was issued by.
    pub client_certificate: Option<String>,
    /// PEM file with its private key, where that is not in the same file.
    pub client_key: Option<String>,
    /// Headers to send with each request to this profile's own addresses, by name. The values are secrets, so config.yaml
    /// says only where they come from.
    #[serde(deserialize_with = "by_name")]
    pub headers: BTreeMap<String, HeaderSource>,
}

impl Profile {
    /// The account that owns the Bitbucket token: one person usually has one address for both.
    pub fn bitbucket_account(&self) -> Option<&String> {
        self.bitbucket_email.as_ref().or(self.email.as_ref())
    }
}

/// Where the value of a header comes from.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum HeaderSource {
    /// `env:NAME`; a value that stands in config.yaml itself is refused when it would be sent.
    Text(String),
    /// What a program prints.
    Command {
        /// The program and its arguments.
        command: Vec<String>,
    },
    /// Anything else, refused when it would be sent: one wrong header does not keep other profiles from working.
    Other(serde::de::IgnoredAny),
}

/// How a token is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// With the account's e-mail address.
    #[default]
    Basic,
    /// Alone.
    Bearer,
}

impl Scheme {
    /// As written in config.yaml.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Bearer => "bearer",
        }
    }
}

/// A profile chosen for this run.
#[derive(Debug, Clone)]
pub struct Selected {
    /// Its name.
    pub name: String,
    /// What config.yaml says of it.
    pub profile: Profile,
}

/// Where config.yaml lies.
///
/// # Errors
/// When no home folder is known.
pub fn path() -> Result<PathBuf> {
    Ok(environment::config_dir()?.join("config.yaml"))
}

impl Config {
    /// Reads config.yaml; absent is empty.
    ///
    /// # Errors
    /// When it cannot be read, is not valid, or could have been written by somebody else.
    pub fn load() -> Result<Self> {
        let path = path()?;
        match files::read_optional(&path)? {
            None => Ok(Self::default()),
            Some(bytes) => {
                files::refuse_if_others_can_write(&path)?;
                Self::parse(&bytes, &path)
            }
        }
    }

    pub(crate) fn parse(bytes: &[u8], path: &Path) -> Result<Self> {
        let invalid = |cause: &dyn fmt::Display| {
            Error::usage(format!("`{}` is not valid", path.display()))
                .caused_by(cause)
                .hinted("`configs/config.example.yaml` in the repository explains every key")
        };
        let text = std::str::from_utf8(bytes).map_err(|error| invalid(&error))?;
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let config: Option<Self> = serde_yaml::from_str(text).map_err(|error| invalid(&error))?;
        let config = config.unwrap_or_default();
        for name in config.profiles.keys() {
            check_name(name).map_err(|error| invalid(&error.message))?;
        }
        config.defaults.check_all().map_err(|why| invalid(&why))?;
        Ok(config)
    }

    /// The profile of that name.
    pub fn get(&self, name: &str) -> Option<Profile> {
        self.profiles.get(name).map(|profile| profile.clone().unwrap_or_default())
    }

    /// The profile to run under: the one asked for, else that of `ATLASSIAN_CLI_PROFILE`, else the default. Never a
    /// silent pick of another.
    ///
    /// # Errors
    /// When there is none.
    pub fn select(&self, asked: Option<&str>) -> Result<Selected> {
        let variable = if asked.is_none() { environment::var(PROFILE) } else { None };
        let name = match (asked.or(variable.as_deref()), &self.default_profile) {
            (Some(name), _) => name,
            (None, Some(name)) => name,
            (None, None) => return Err(self.no_default()),
        };
        match self.get(name) {
            Some(profile) => Ok(Selected { name: name.to_owned(), profile }),
            None if variable.is_some() => Err(self.unknown(name, PROFILE)),
            None => Err(self.unknown(name, if asked.is_some() { "" } else { "default_profile" })),
        }
    }

    fn no_default(&self) -> Error {
        let error = Error::usage("No default profile configured");
        match self.profiles.keys().next() {
            None => error.hinted("run `atlassian-cli auth login` to set up a profile"),
            Some(first) => error.hinted(format!(
                "add `--profile {first}`, or make it the default: `atlassian-cli auth login --profile {first} --default`"
            )),
        }
    }

    /// There is no such profile, whoever names it.
    fn unknown(&self, name: &str, named_by: &str) -> Error {
        let name = name.escape_debug();
        let error = Error::usage(if named_by.is_empty() {
            format!("there is no profile `{name}`")
        } else {
            format!("`{named_by}` names `{name}`, but there is no such profile")
        });
        if self.profiles.is_empty() {
            return error.hinted("run `atlassian-cli auth login` to set up a profile");
        }
        let known: Vec<_> = self.profiles.keys().map(|known| format!("`{known}`")).collect();
        error.hinted(format!("known profiles: {}", known.join(", ")))
    }
}

/// Profile names stand in variables, messages and files, so they are plain.
///
/// # Errors
/// When the name is not plain.
pub fn check_name(name: &str) -> Result<()> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    if first && name.len() <= 64 && name.bytes().all(plain) {
        return Ok(());
    }
    Err(Error::usage(format!("`{}` is not a profile name", name.escape_debug()))
        .hinted("letters, digits, `.`, `_` and `-`, beginning with a letter or digit, at most 64"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::error::Kind;

    use super::*;

    fn parse(text: &str) -> Result<Config> {
        Config::parse(text.as_bytes(), Path::new("config.yaml"))
    }

    #[test]
    fn the_asked_for_profile_wins_then_the_default_and_never_another() {
        let config = parse("default_profile: a\nprofiles:\n  a: {email: x@y.z}\n  b:\n").unwrap();
        assert_eq!(config.select(None).unwrap().name, "a");
        assert_eq!(config.select(Some("b")).unwrap().name, "b");
        let unknown = config.select(Some("c")).unwrap_err();
        assert_eq!((unknown.kind, unknown.message.as_str()), (Kind::Usage, "there is no profile `c`"));
        assert_eq!(unknown.hints, ["known profiles: `a`, `b`"]);

        let without = parse("profiles:\n  only: {}\n").unwrap();
        assert_eq!(without.select(None).unwrap_err().message, "No default profile configured");
    }

    /// Found by fuzzing: a login would have changed the first and the second would have been used.
    #[test]
    fn a_profile_that_stands_there_twice_is_refused() {
        let error = parse("profiles:\n  a:\n    email: x@y.z\n  b: {}\n  a:\n").unwrap_err();
        assert!(error.to_string().contains("`a` stands there twice"), "{error}");
        assert!(parse("profiles:\n  a:\n    headers:\n      X-A: env:A\n      X-A: env:B\n").is_err());
    }

    #[test]
    fn an_empty_file_is_an_empty_configuration() {
        for text in ["", "\n", "# only a comment\n", "---\n", "profiles:\n"] {
            let parsed = parse(text);
            assert!(parsed.is_ok_and(|config| config.profiles.is_empty()), "{text:?}");
        }
    }

    #[test]
    fn names_are_plain() {
        for good in ["work", "bb-ci", "a.b_c", "1", &"x".repeat(64)] {
            check_name(good).unwrap();
        }
        for bad in ["", "-x", ".x", "a b", "a/b", "ä", "a\n", &"x".repeat(65)] {
            assert!(check_name(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn what_is_not_valid_says_where() {
        let error = parse("profiles:\n  a: [\n").unwrap_err();
        assert_eq!(error.kind, Kind::Usage);
        assert!(error.causes[0].contains("line"), "{error:?}");
    }

    /// Names of the keys that a struct is read from.
    #[derive(Default)]
    struct Keys(Vec<&'static str>);

    impl<'de> Deserializer<'de> for &mut Keys {
        type Error = serde::de::value::Error;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
            Err(serde::de::Error::custom("a struct was expected"))
        }

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, Self::Error> {
            self.0 = fields.to_vec();
            visitor.visit_map(serde::de::value::MapDeserializer::new(std::iter::empty::<(&str, &str)>()))
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }

    fn keys<T: for<'de> Deserialize<'de>>() -> BTreeSet<String> {
        let mut keys = Keys::default();
        T::deserialize(&mut keys).unwrap();
        keys.0.into_iter().map(str::to_owned).collect()
    }

    fn names(mapping: &serde_yaml::Value) -> BTreeSet<String> {
        mapping.as_mapping().unwrap().keys().map(|key| key.as_str().unwrap().to_owned()).collect()
    }

    /// The example has every key that there is, no other, and a comment before the first of each.
    #[test]
    fn the_example_explains_every_key() {
        let text = include_str!("../../../configs/config.example.yaml");
        let config = parse(text).unwrap();
        for name in config.profiles.keys() {
            assert!(config.select(Some(name)).is_ok());
        }
        assert!(config.select(None).is_ok());
        let value: serde_yaml::Value = serde_yaml::from_str(text).unwrap();
        let profiles = value["profiles"].as_mapping().unwrap();
        let (top, profile) = (keys::<Config>(), keys::<Profile>());
        assert_eq!(names(&value), top, "keys at the top");
        assert_eq!(profiles.values().flat_map(names).collect::<BTreeSet<_>>(), profile, "keys of profiles");
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for key in top.iter().chain(&profile) {
            let first = lines.iter().position(|line| line.starts_with(&format!("{key}:"))).unwrap();
            assert!(first > 0 && lines[first - 1].starts_with('#'), "`{key}` has no comment before it");
        }
    }
}
