//! `config`: config.yaml from the command line.

mod get;
mod list;
mod path;
mod set;
mod unset;

use clap::{ArgMatches, Command, Subcommand};
use serde_json::{Map, Value};

use crate::cli::Globals;
use crate::error::{Error, Result};
use crate::files;
use crate::output::{self, Level};
use crate::profile::{self, Change, Config, Defaults, check_name};

/// The word that is typed.
pub(super) const NAME: &str = "config";

/// Keys of a profile that hold a text.
const TEXTS: &[&str] = &[
    "base_url",
    "email",
    "auth",
    "workspace",
    "bitbucket_email",
    "bitbucket_auth",
    "bitbucket_url",
    "gateway_url",
    "cloud_id",
    "proxy",
    "ca_bundle",
    "client_certificate",
    "client_key",
];
/// Keys of a profile that are on or off.
const SWITCHES: &[&str] = &["gateway", "read_only"];

#[derive(Debug, Subcommand)]
enum Verb {
    Get(get::Get),
    Set(set::Set),
    Unset(unset::Unset),
    List(list::List),
    Path(path::Path),
}

pub(super) fn declare() -> Command {
    super::noun::<Verb>(NAME, "Read and change config.yaml")
}

pub(super) fn run(matches: &ArgMatches, globals: &Globals) -> Result<()> {
    let verb = super::typed::<Verb>(matches)?;
    match verb {
        Verb::Get(get) => get.run(),
        Verb::Set(set) => set.run(),
        Verb::Unset(unset) => unset.run(),
        Verb::List(list) => list.run(globals),
        Verb::Path(path) => path.run(),
    }
}

/// A key that can be set.
enum Key {
    DefaultProfile,
    Flag(&'static str),
    OfProfile { profile: String, key: &'static str },
}

impl Key {
    fn read(typed: &str) -> Result<Self> {
        if typed == "default_profile" {
            return Ok(Self::DefaultProfile);
        }
        let flag = typed.strip_prefix("defaults.").and_then(|flag| Defaults::names().find(|name| *name == flag));
        if let Some(flag) = flag {
            return Ok(Self::Flag(flag));
        }
        // A profile's name may have dots.
        let of_profile = typed.strip_prefix("profiles.").and_then(|rest| rest.rsplit_once('.'));
        let known = TEXTS.iter().chain(SWITCHES);
        if let Some((profile, key)) = of_profile
            && let Some(key) = known.copied().find(|known| *known == key)
        {
            check_name(profile)?;
            return Ok(Self::OfProfile { profile: profile.to_owned(), key });
        }
        Err(Error::usage(format!("`{}` is no key that can be set", typed.escape_debug()))
            .caused_by(format!(
                "keys are default_profile, defaults. with one of {}, and profiles.NAME. with one of {}, {}",
                Defaults::names().collect::<Vec<_>>().join(", "),
                TEXTS.join(", "),
                SWITCHES.join(", ")
            ))
            .hinted("everything else is set by hand; `configs/config.example.yaml` in the repository explains it"))
    }
}

/// What config.yaml says, by key.
fn all() -> Result<Map<String, Value>> {
    // Refuses what could have been written by somebody else.
    Config::load()?;
    let bytes = files::read_optional(&profile::path()?)?.unwrap_or_default();
    let root: Value =
        serde_yaml::from_slice(&bytes).map_err(|error| Error::usage("config.yaml cannot be read").caused_by(error))?;
    let mut all = Map::new();
    flatten("", &root, &mut all);
    Ok(all)
}

fn flatten(before: &str, value: &Value, all: &mut Map<String, Value>) {
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| {
            let key = if before.is_empty() { name.clone() } else { format!("{before}.{name}") };
            flatten(&key, value, all);
        }),
        Value::Null => {}
        value => drop(all.insert(before.to_owned(), value.clone())),
    }
}

fn change(typed: &str, value: Option<&str>) -> Result<()> {
    let key = Key::read(typed)?;
    let config = Config::load()?;
    let change = match &key {
        Key::DefaultProfile => {
            // An unknown name is answered with the known ones.
            value.map(|name| config.select(Some(name))).transpose()?;
            Change::Default(value.map(str::to_owned))
        }
        Key::Flag(name) => {
            let value = value.map(|value| default(name, value)).transpose()?;
            Change::Flag { name, value }
        }
        Key::OfProfile { profile, key } => {
            config.select(Some(profile))?;
            let value = value.map(|value| checked(key, value)).transpose()?;
            Change::Profile { name: profile.clone(), keys: vec![(key, value)] }
        }
    };
    profile::apply(&[change])?;
    if let Key::OfProfile { profile, key: "base_url" | "bitbucket_url" | "gateway_url" } = key {
        output::note(
            Level::Info,
            &format!(
                "a stored token goes only where it was given for; sign in again: `atlassian-cli auth login --profile {profile}`"
            ),
        );
    }
    Ok(())
}

fn default(name: &str, value: &str) -> Result<profile::Value> {
    Defaults::check(name, value).map_err(Error::usage)?;
    Ok(value.parse().map_or_else(|_| profile::Value::Text(value.to_owned()), profile::Value::Number))
}

fn checked(key: &str, value: &str) -> Result<profile::Value> {
    if SWITCHES.contains(&key) {
        let switch: bool = value
            .parse()
            .map_err(|_| Error::usage(format!("`{key}` is `true` or `false`, not `{}`", value.escape_debug())))?;
        return Ok(profile::Value::Switch(switch));
    }
    let text = match key {
        "base_url" | "bitbucket_url" | "gateway_url" => profile::normalise(value)?,
        "auth" | "bitbucket_auth" if !matches!(value, "basic" | "bearer") => {
            return Err(Error::usage(format!("`{key}` is `basic` or `bearer`, not `{}`", value.escape_debug())));
        }
        _ => value.to_owned(),
    };
    Ok(profile::Value::Text(text))
}
