//! Changes to config.yaml that keep what the user wrote: comments, order and unknown keys.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::str::FromStr;

use yaml_edit::{Document, Mapping};

use crate::error::{Context, Error, Kind, Result};
use crate::files;

use super::{Config, KeySource};

/// Keys of a profile and their new values; `None` removes the key.
pub type Keys = Vec<(&'static str, Option<Value>)>;

/// One change to config.yaml.
#[derive(Debug, Clone)]
pub enum Change {
    /// Sets keys of a profile, which is made when there is none; `None` removes the key.
    Profile {
        /// The profile's name.
        name: String,
        /// Keys and their new values.
        keys: Keys,
    },
    /// Sets the default profile; `None` removes it.
    Default(Option<String>),
    /// Sets what a flag means where it is not given; `None` removes it.
    Flag {
        /// The flag's name.
        name: &'static str,
        /// Its value.
        value: Option<Value>,
    },
    /// Removes a profile.
    Remove(String),
    /// Sets what a short name stands for; `None` removes it.
    Alias {
        /// The short name.
        name: String,
        /// The command.
        command: Option<String>,
    },
    /// Sets where the key of the credential store comes from.
    KeySource(KeySource),
}

/// A value in config.yaml.
#[derive(Debug, Clone)]
pub enum Value {
    /// Quoted where YAML needs it.
    Text(String),
    /// `true` or `false`.
    Switch(bool),
    /// A count.
    Number(u32),
}

impl Value {
    /// As it is read.
    fn meant(&self) -> serde_yaml::Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Switch(on) => (*on).into(),
            Self::Number(number) => (*number).into(),
        }
    }
}

/// Makes the changes in one step, under a lock, so that parallel runs lose nothing.
///
/// # Errors
/// When the file is not valid or cannot be written; it then stays as it was.
pub fn apply(changes: &[Change]) -> Result<()> {
    let path = super::path()?;
    let dir = path.parent().ok_or_else(|| Error::bug("config.yaml has no folder"))?;
    let _lock = files::lock(dir, "config")?;
    // Also refuses a file that is not valid or not ours: what we cannot read we do not change.
    Config::load()?;
    let before = files::read_optional(&path)?.unwrap_or_default();
    let before = String::from_utf8_lossy(&before);
    let after = edited(&before, changes)?;
    if after == before {
        return Ok(());
    }
    // The editor is a library: what it made is read again before it replaces the user's file.
    Config::parse(after.as_bytes(), &path)
        .map_err(|error| Error::bug("editing config.yaml made it invalid; it was left as it was").caused_by(error))?;
    // The folder's symbolic link, if it is one, stays: the file is replaced at the place that it points to.
    let target = std::fs::canonicalize(&path).unwrap_or(path);
    files::write_private(&target, after.as_bytes())
}

/// Takes a secret that another tool wrote out of its configuration, and overwrites what was there.
///
/// # Errors
/// When the file cannot be edited or written; it then stays as it was.
pub fn scrub(path: &Path, profiles: &[&str], key: &'static str) -> Result<()> {
    let dir = path.parent().ok_or_else(|| Error::bug("a configuration file has no folder"))?;
    let _lock = files::lock(dir, "config")?;
    let context = || format!("failed to change `{}`", path.display());
    let mut old = File::options().read(true).write(true).open(path).context(Kind::Failed, context)?;
    let mut before = String::new();
    old.read_to_string(&mut before).context(Kind::Failed, context)?;
    let removed = |name: &&str| Change::Profile { name: (*name).to_owned(), keys: vec![(key, None)] };
    let after = edited(&before, &profiles.iter().map(removed).collect::<Vec<_>>())?;
    let target = std::fs::canonicalize(path).context(Kind::Failed, context)?;
    files::write_private(&target, after.as_bytes())?;
    files::overwrite(&mut old).context(Kind::Failed, context)
}

/// The text with the changes made, and nothing else changed: what the editor made is held against what it should be.
pub(crate) fn edited(before: &str, changes: &[Change]) -> Result<String> {
    let after = changes.iter().try_fold(before.to_owned(), |text, change| one(&text, change))?;
    let expected = changes.iter().fold(read(before)?, intended);
    if without_empty(read(&after)?) != without_empty(expected) {
        return Err(Error::usage(
            "config.yaml is written in a way that cannot be edited without harm; it was left as it was",
        )
        .hinted("write it plainly, as in `configs/config.example.yaml`, or make the change by hand"));
    }
    Ok(after)
}

fn read(text: &str) -> Result<serde_yaml::Value> {
    serde_yaml::from_str(text).map_err(|error| Error::usage("config.yaml cannot be edited").caused_by(error))
}

/// `profiles:`, `aliases:` or `defaults:` with nothing below it means the same as none.
fn without_empty(mut config: serde_yaml::Value) -> serde_yaml::Value {
    within(&mut config, |root| {
        let is_empty = |below: &serde_yaml::Value| below.as_mapping().is_none_or(serde_yaml::Mapping::is_empty);
        for key in ["profiles", "aliases", "defaults"] {
            if root.get(key).is_some_and(is_empty) {
                root.remove(key);
            }
        }
    });
    config
}

/// What a change means, apart from how it is written.
fn intended(mut config: serde_yaml::Value, change: &Change) -> serde_yaml::Value {
    within(&mut config, |root| match change {
        Change::Default(Some(name)) => drop(root.insert("default_profile".into(), name.as_str().into())),
        Change::Default(None) => drop(root.remove("default_profile")),
        Change::KeySource(source) => drop(root.insert("key_source".into(), source.as_str().into())),
        Change::Alias { name, command: Some(command) } => {
            within(root.entry("aliases".into()).or_insert_with(Default::default), |aliases| {
                drop(aliases.insert(name.as_str().into(), command.as_str().into()));
            });
        }
        Change::Alias { name, command: None } => {
            if let Some(aliases) = root.get_mut("aliases") {
                within(aliases, |aliases| drop(aliases.remove(name.as_str())));
            }
        }
        Change::Flag { name, value: Some(value) } => {
            within(root.entry("defaults".into()).or_insert_with(Default::default), |defaults| {
                drop(defaults.insert((*name).into(), value.meant()));
            });
        }
        Change::Flag { name, value: None } => {
            if let Some(defaults) = root.get_mut("defaults") {
                within(defaults, |defaults| drop(defaults.remove(*name)));
            }
        }
        Change::Remove(name) => {
            if let Some(profiles) = root.get_mut("profiles") {
                within(profiles, |profiles| drop(profiles.remove(name.as_str())));
            }
        }
        Change::Profile { name, keys } => {
            within(root.entry("profiles".into()).or_insert_with(Default::default), |profiles| {
                within(profiles.entry(name.as_str().into()).or_insert_with(Default::default), |profile| {
                    for (key, value) in keys {
                        match value {
                            Some(value) => drop(profile.insert((*key).into(), value.meant())),
                            None => drop(profile.remove(*key)),
                        }
                    }
                });
            });
        }
    });
    config
}

/// Changes a mapping; nothing, or anything else, is an empty one.
fn within(value: &mut serde_yaml::Value, change: impl FnOnce(&mut serde_yaml::Mapping)) {
    let mut mapping = match std::mem::take(value) {
        serde_yaml::Value::Mapping(mapping) => mapping,
        _ => serde_yaml::Mapping::new(),
    };
    change(&mut mapping);
    *value = mapping.into();
}

fn one(text: &str, change: &Change) -> Result<String> {
    let document = parse(text)?;
    let root = document.as_mapping().ok_or_else(|| Error::usage("config.yaml is not a mapping of keys to values"))?;
    match change {
        Change::Default(Some(name)) => root.set("default_profile", name.as_str()),
        Change::Default(None) => {
            root.remove("default_profile");
        }
        Change::KeySource(source) => root.set("key_source", source.as_str()),
        Change::Alias { name, command: Some(command) } => child(&root, "aliases")?.set(name.as_str(), command.as_str()),
        Change::Alias { name, command: None } => remove(&root, "aliases", name),
        Change::Flag { name, value } if value.is_some() => set(&child(&root, "defaults")?, name, value.as_ref()),
        Change::Flag { name, .. } => remove(&root, "defaults", name),
        Change::Remove(name) => {
            if let Some(profiles) = root.get_mapping("profiles") {
                profiles.remove(name.as_str());
            }
        }
        Change::Profile { name, keys } => {
            let profile = child(&child(&root, "profiles")?, name)?;
            for (key, value) in keys {
                set(&profile, key, value.as_ref());
            }
        }
    }
    Ok(document.to_string())
}

fn parse(text: &str) -> Result<Document> {
    // The editor wants at least one key; a file of comments alone has none.
    let bare = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
    let newline = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let text = if bare { format!("{text}{newline}profiles: {{}}\n") } else { text.to_owned() };
    Document::from_str(&text).map_err(|error| Error::usage("config.yaml cannot be edited").caused_by(error))
}

/// The mapping below a key, made when there is none.
fn child(parent: &Mapping, key: &str) -> Result<Mapping> {
    if let Some(child) = parent.get_mapping(key) {
        // An empty `{}` would make all that is put into it stand on one line.
        if !child.is_empty() {
            return Ok(child);
        }
    }
    parent.set(key, Mapping::new());
    parent.get_mapping(key).ok_or_else(|| Error::usage(format!("`{key}` in config.yaml is not a mapping")))
}

/// Takes a key away from the mapping below another, and that, too, when it was the last.
fn remove(root: &Mapping, below: &str, key: &str) {
    if let Some(mapping) = root.get_mapping(below) {
        mapping.remove(key);
        if mapping.is_empty() {
            root.remove(below);
        }
    }
}

fn set(profile: &Mapping, key: &str, value: Option<&Value>) {
    match value {
        Some(Value::Text(text)) => profile.set(key, text.as_str()),
        Some(Value::Switch(on)) => profile.set(key, *on),
        Some(Value::Number(number)) => profile.set(key, i64::from(*number)),
        None => {
            profile.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(name: &str) -> Change {
        let text = |value: &str| Some(Value::Text(value.to_owned()));
        let keys = vec![("base_url", text("https://x.atlassian.net")), ("email", text("you@x.com"))];
        Change::Profile { name: name.to_owned(), keys }
    }

    const WORK: &str = "  work:\n    base_url: https://x.atlassian.net\n    email: you@x.com\n";

    #[test]
    fn a_profile_is_added_to_whatever_is_there() {
        for (before, expected) in [
            ("", format!("profiles:\n{WORK}")),
            ("# mine\n", format!("# mine\nprofiles:\n{WORK}")),
            ("profiles:\n", format!("profiles:\n{WORK}")),
            ("profiles: {}\n", format!("profiles:\n{WORK}")),
            ("profiles:\n  a:\n    x: 1", format!("profiles:\n  a:\n    x: 1\n{WORK}")),
            ("future: [1, 2] # kept\nprofiles:\n  work:\n", format!("future: [1, 2] # kept\nprofiles:\n{WORK}")),
        ] {
            assert_eq!(edited(before, &[login("work")]).unwrap(), expected, "from {before:?}");
        }
    }

    #[test]
    fn comments_order_and_unknown_keys_survive() {
        let before = "# top\ndefault_profile: a # why\n\nprofiles:\n  # the a\n  a:\n    email: old@x.com # who\n    \
                      colour: [1, 2]\n    base_url: https://old # where\n\n  b: {}\n# tail\n";
        let after = edited(before, &[login("a"), Change::Default(Some("b".to_owned()))]).unwrap();
        let expected = before
            .replace("default_profile: a", "default_profile: b")
            .replace("old@x.com", "you@x.com")
            .replace("https://old", "https://x.atlassian.net");
        assert_eq!(after, expected);
    }

    #[test]
    fn keys_and_profiles_are_removed() {
        let before = "profiles:\n  a:\n    email: x@y.z\n    gateway: true\n  b:\n    email: b@y.z\n";
        let removed = Change::Profile { name: "a".to_owned(), keys: vec![("gateway", None)] };
        let after = edited(before, &[removed, Change::Remove("b".to_owned())]).unwrap();
        assert_eq!(after, "profiles:\n  a:\n    email: x@y.z\n");
    }

    #[test]
    fn the_key_source_is_set_whatever_is_there() {
        for before in [
            "",
            "# mine\n",
            "key_source: file # why\nprofiles:\n  a:\n    email: x@y.z\n",
            "profiles:\n  a:\n    b: c\n",
        ] {
            let after = edited(before, &[Change::KeySource(KeySource::Keyring)]).unwrap();
            let config = Config::parse(after.as_bytes(), Path::new("x")).unwrap();
            assert_eq!(config.key_source, KeySource::Keyring, "from {before:?}: {after}");
            assert_eq!(after.contains("# why"), before.contains("# why"));
        }
    }

    /// Found by fuzzing: the editor takes an anchor for a key, and would have put the profile below it.
    #[test]
    fn what_cannot_be_edited_without_harm_is_refused() {
        for before in ["&r: {}\n", "profiles: &p\n  a: {}\nother: *p\n", "- a\n", "? profiles\n: {}\n"] {
            let Ok(after) = edited(before, &[login("a")]) else { continue };
            let config = Config::parse(after.as_bytes(), Path::new("x")).unwrap();
            assert!(config.get("a").unwrap().base_url.is_some(), "from {before:?}: {after:?}");
        }
        assert!(edited("&r: {}\n", &[login("a")]).unwrap_err().message.contains("without harm"));
    }

    #[test]
    fn tricky_values_are_quoted() {
        let tricky = "yes: no #c \"q\" 'x' \u{e9}";
        let change = Change::Profile {
            name: "work".to_owned(),
            keys: vec![("workspace", Some(Value::Text(tricky.to_owned()))), ("gateway", Some(Value::Switch(true)))],
        };
        let after = edited("", &[change]).unwrap();
        let config = Config::parse(after.as_bytes(), Path::new("x")).unwrap();
        let work = config.get("work").unwrap();
        assert_eq!((work.workspace.as_deref(), work.gateway), (Some(tricky), true));
    }
}
