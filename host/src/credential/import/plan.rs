//! What an import will do, decided before anything is changed.

use std::collections::BTreeSet;

use crate::credential::{CredentialKind, Secret, Stored};
use crate::profile::{self, BITBUCKET_URL, Change, Config, Profile, Scheme, Value};

use super::{Found, PeerProfile, Settings, Token};

/// What the user wishes.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Tokens and keys of profiles that are here already are replaced.
    pub overwrite: bool,
    /// Entries to leave out.
    pub without: Vec<String>,
}

/// One line of the plan.
#[derive(Debug)]
pub struct Item {
    /// Name of the profile.
    pub profile: String,
    /// Which token; none for a profile without one.
    pub kind: Option<CredentialKind>,
    /// The entry's name where it comes from.
    pub entry: String,
    /// The token and where it may go, or why it stays where it is.
    pub outcome: Result<Option<Stored>, String>,
}

/// What will be done.
#[derive(Debug, Default)]
pub struct Plan {
    /// Line by line.
    pub items: Vec<Item>,
    /// Changes to config.yaml.
    pub changes: Vec<Change>,
    /// Entries of the plaintext store that would be lost with it, and why.
    pub lost: Vec<(String, String)>,
}

impl Plan {
    /// The tokens to be stored.
    pub fn tokens(&self) -> Vec<(&str, CredentialKind, &Stored)> {
        let mut tokens = Vec::new();
        for item in &self.items {
            if let (Some(kind), Ok(Some(stored))) = (item.kind, &item.outcome) {
                tokens.push((item.profile.as_str(), kind, stored));
            }
        }
        tokens
    }
}

/// Decides what becomes of all that was found. `stored` is what our own store has.
pub fn plan(found: &Found, config: &Config, stored: &[(String, CredentialKind)], wishes: &Wishes) -> Plan {
    let mut plan = Plan::default();
    let mut seen = BTreeSet::new();
    let mut profiles = BTreeSet::new();
    for token in &found.tokens {
        // The same name in another file is an older token.
        if !seen.insert(&token.entry) {
            continue;
        }
        let item = item(token, found, config, stored, wishes);
        if let (Err(why), Some(plaintext)) = (&item.outcome, &found.plaintext)
            && token.file == plaintext.path()
            && !wishes.without.contains(&token.entry)
        {
            plan.lost.push((token.entry.clone(), why.clone()));
        }
        if item.outcome.is_ok() {
            profiles.insert(item.profile.clone());
        }
        plan.items.push(item);
    }
    for name in found.settings.profiles.keys().filter(|name| profile::check_name(name).is_ok()) {
        if !config.profiles.contains_key(name) && !profiles.contains(name) && !wishes.without.contains(name) {
            profiles.insert(name.clone());
            plan.items.push(Item { profile: name.clone(), kind: None, entry: name.clone(), outcome: Ok(None) });
        }
    }
    for name in &profiles {
        plan.changes.extend(change(name, &found.settings, config, wishes));
    }
    let default = found.settings.default_profile.as_ref().filter(|name| profiles.contains(*name));
    if let (Some(name), true) = (default, config.default_profile.is_none() || wishes.overwrite) {
        plan.changes.push(Change::Default(Some(name.clone())));
    }
    plan
}

fn item(token: &Token, found: &Found, config: &Config, stored: &[(String, CredentialKind)], wishes: &Wishes) -> Item {
    let known = |name: &str| found.settings.profiles.contains_key(name) || config.profiles.contains_key(name);
    let whole = token.entry.as_str();
    let (name, kind, either) = match whole.strip_suffix("_bitbucket").filter(|base| !base.is_empty()) {
        Some(base) if known(whole) => (whole, CredentialKind::Site, known(base)),
        Some(base) => (base, CredentialKind::Bitbucket, false),
        None => (whole, CredentialKind::Site, false),
    };
    let decide = || -> Result<Option<Stored>, String> {
        if wishes.without.iter().any(|entry| entry == whole) {
            return Err("left out, as asked".to_owned());
        }
        let secret = token.secret.clone().map_err(|why| format!("cannot be read: {why}"))?;
        if secret.is_empty() {
            return Err("empty".to_owned());
        }
        profile::check_name(name).map_err(|error| error.message)?;
        if either {
            let base = whole.trim_end_matches("_bitbucket");
            return Err(format!("could be the site token of `{whole}` or the Bitbucket token of `{base}`"));
        }
        if stored.iter().any(|(profile, of)| profile == name && *of == kind) && !wishes.overwrite {
            return Err("a token is stored already; `--overwrite` replaces it".to_owned());
        }
        bound(secret, name, kind, found.settings.profiles.get(name), config, wishes).map(Some)
    };
    Item { profile: name.to_owned(), kind: Some(kind), entry: whole.to_owned(), outcome: decide() }
}

/// Binds a token to the address of its profile, which must be known.
fn bound(
    secret: Secret,
    name: &str,
    kind: CredentialKind,
    peers: Option<&PeerProfile>,
    config: &Config,
    wishes: &Wishes,
) -> Result<Stored, String> {
    let ours = config.get(name).unwrap_or_default();
    let address = match kind {
        CredentialKind::Bitbucket => ours.bitbucket_url.unwrap_or_else(|| BITBUCKET_URL.to_owned()),
        CredentialKind::Site => {
            let theirs = peers.and_then(|peers| peers.base_url.as_deref());
            let theirs = theirs.map(profile::normalise).transpose().map_err(|error| error.message)?;
            match (ours.base_url, theirs) {
                (Some(ours), Some(theirs)) if !same(&ours, &theirs) && !wishes.overwrite => {
                    return Err(format!(
                        "there is a profile `{name}` for {ours} already, not for {theirs}; `--overwrite` replaces it"
                    ));
                }
                (_, Some(theirs)) => theirs,
                (Some(ours), None) => ours,
                (None, None) => {
                    return Err("its profile has no `base_url`, so it is not known where it may go".to_owned());
                }
            }
        }
    };
    let origin = profile::origin(&address).map_err(|error| error.message)?;
    Ok(Stored { secret, origins: vec![origin] })
}

/// Whether an address of ours, as somebody may have written it by hand, is that one.
fn same(ours: &str, theirs: &str) -> bool {
    profile::normalise(ours).is_ok_and(|ours| ours == theirs)
}

/// Keys that a profile gets: those that it does not have, or all.
fn change(name: &str, settings: &Settings, config: &Config, wishes: &Wishes) -> Option<Change> {
    let ours = config.get(name);
    let peers = settings.profiles.get(name);
    if ours.is_some() && peers.is_none() {
        return None;
    }
    let (before, peers) = (ours.unwrap_or_default(), peers.cloned().unwrap_or_default());
    let keys = keys(&before, &peers, wishes.overwrite);
    Some(Change::Profile { name: name.to_owned(), keys })
}

fn keys(before: &Profile, peers: &PeerProfile, overwrite: bool) -> Vec<(&'static str, Option<Value>)> {
    let base_url = peers.base_url.as_deref().and_then(|url| profile::normalise(url).ok());
    let mut keys: Vec<(&'static str, Option<Value>)> = [
        ("base_url", &before.base_url, &base_url),
        ("email", &before.email, &peers.email),
        ("workspace", &before.workspace, &peers.workspace),
    ]
    .into_iter()
    .filter(|(_, ours, theirs)| theirs.is_some() && ours != theirs && (ours.is_none() || overwrite))
    .map(|(key, _, theirs)| (key, theirs.clone().map(Value::Text)))
    .collect();
    // Without an address, a token was always sent alone.
    let no_email = peers.email.is_none() && before.email.is_none();
    if no_email && before.bitbucket_email.is_none() && before.bitbucket_auth == Scheme::Basic {
        keys.push(("bitbucket_auth", Some(Value::Text(Scheme::Bearer.as_str().to_owned()))));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    /// What becomes of entries, in a world with some profiles on either side.
    fn decide(entries: &[&str], overwrite: bool) -> Vec<(String, Option<CredentialKind>, String)> {
        let profile = |url: &str| PeerProfile { base_url: Some(url.to_owned()), ..PeerProfile::default() };
        let settings = Settings {
            default_profile: Some("new".to_owned()),
            profiles: [
                ("new".to_owned(), profile("https://new.atlassian.net/")),
                ("moved".to_owned(), profile("https://there.atlassian.net")),
                ("x_bitbucket".to_owned(), profile("https://x.atlassian.net")),
                ("plain".to_owned(), profile("http://plain.example")),
                ("full".to_owned(), profile("https://full.atlassian.net")),
            ]
            .into(),
        };
        let ours = |url: &str| Some(Profile { base_url: Some(url.to_owned()), ..Profile::default() });
        let config = Config {
            profiles: [
                ("moved".to_owned(), ours("https://here.atlassian.net")),
                ("ours".to_owned(), ours("https://ours.atlassian.net")),
                ("full".to_owned(), ours("https://full.atlassian.net")),
            ]
            .into(),
            ..Config::default()
        };
        let token = |entry: &&str| Token {
            entry: (*entry).to_owned(),
            secret: Ok(Secret::new("token-EXAMPLE".to_owned())),
            file: PathBuf::new(),
        };
        let found = Found { tokens: entries.iter().map(token).collect(), settings, ..Found::default() };
        let wishes = Wishes { overwrite, without: vec!["unwanted".to_owned()] };
        let plan = plan(&found, &config, &[("full".to_owned(), CredentialKind::Site)], &wishes);
        let shown = |outcome: Result<Option<Stored>, String>| match outcome {
            Ok(stored) => stored.map(|stored| stored.origins.join(" ")).unwrap_or_default(),
            Err(why) => why,
        };
        plan.items.into_iter().map(|item| (item.profile, item.kind, shown(item.outcome))).collect()
    }

    #[test]
    fn every_entry_is_bound_or_stays_with_a_reason() {
        use CredentialKind::{Bitbucket, Site};
        for (entry, profile, kind, expected, overwritten) in [
            ("new", "new", Site, "https://new.atlassian.net", ""),
            ("ours", "ours", Site, "https://ours.atlassian.net", ""),
            ("new_bitbucket", "new", Bitbucket, "https://api.bitbucket.org", ""),
            ("alone_bitbucket", "alone", Bitbucket, "https://api.bitbucket.org", ""),
            ("x_bitbucket", "x_bitbucket", Site, "https://x.atlassian.net", ""),
            ("moved", "moved", Site, "for https://here.atlassian.net already", "https://there.atlassian.net"),
            ("full", "full", Site, "stored already", "https://full.atlassian.net"),
            ("full_bitbucket", "full", Bitbucket, "https://api.bitbucket.org", ""),
            ("plain", "plain", Site, "in the clear", "in the clear"),
            ("nobody", "nobody", Site, "no `base_url`", "no `base_url`"),
            ("a b", "a b", Site, "is not a profile name", "is not a profile name"),
            ("unwanted", "unwanted", Site, "as asked", "as asked"),
            ("_bitbucket", "_bitbucket", Site, "is not a profile name", "is not a profile name"),
        ] {
            for (overwrite, expected) in
                [(false, expected), (true, if overwritten.is_empty() { expected } else { overwritten })]
            {
                let items = decide(&[entry], overwrite);
                let (name, of, outcome) = &items[0];
                assert_eq!((name.as_str(), *of), (profile, Some(kind)), "{entry}");
                assert!(outcome.contains(expected), "{entry}: {outcome}");
            }
        }
        let both = decide(&["x_bitbucket", "x"], false);
        assert!(both[0].2.contains("https://x.atlassian.net"), "`x` has no profile: {both:?}");
    }

    #[test]
    fn profiles_without_a_token_come_along() {
        let names: Vec<_> =
            decide(&["new"], false).into_iter().filter(|item| item.1.is_none()).map(|item| item.0).collect();
        assert_eq!(names, ["plain", "x_bitbucket"]);
    }
}
