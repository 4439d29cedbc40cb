//! `auth logout`: removes stored tokens, and the profile itself when asked.

use clap::Args;

use crate::cli::Globals;
use crate::credential::{CredentialKind, Store, environment};
use crate::error::{Error, Result};
use crate::output::{self, Level};
use crate::profile::{self, Change, Config};

/// Remove a profile's stored tokens
///
/// Removes the site's and Bitbucket's tokens, or Bitbucket's alone. The profile stays in config.yaml unless it is to go
/// as well. A token that is valid stays valid: revoke it where it was made.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli auth logout --profile bb-legacy
  atlassian-cli auth logout --profile bb-legacy --remove-profile
  atlassian-cli auth logout --profile work --bitbucket")]
pub(super) struct Logout {
    /// Remove the Bitbucket token alone
    #[arg(long)]
    bitbucket: bool,
    /// Remove the profile from config.yaml, too
    #[arg(long, conflicts_with = "bitbucket")]
    remove_profile: bool,
}

impl Logout {
    pub(super) fn run(self, globals: &Globals) -> Result<()> {
        let name = globals.profile.clone().ok_or_else(|| {
            Error::usage("`--profile` is missing").hinted("name the profile to sign out of; `auth list` shows them")
        })?;
        let config = Config::load()?;
        let store = Store::open()?;
        let stored = store.list()?;
        if config.get(&name).is_none() && !stored.iter().any(|(profile, _)| *profile == name) {
            return config.select(Some(&name)).map(|_| ());
        }
        let kinds: &[_] = if self.bitbucket {
            &[CredentialKind::Bitbucket]
        } else {
            &[CredentialKind::Site, CredentialKind::Bitbucket]
        };
        let known: Vec<_> = config.profiles.keys().cloned().collect();
        for kind in kinds {
            if store.remove(&name, *kind)? {
                output::note(Level::Success, &format!("removed the {} token of profile `{name}`", kind.as_str()));
            } else if self.bitbucket || !stored.iter().any(|(profile, _)| *profile == name) {
                output::note(Level::Info, &format!("profile `{name}` had no stored {} token", kind.as_str()));
            }
            if let Some(found) = environment::token(&name, *kind, &known)? {
                let still =
                    format!("`{}` is still set and gives the profile a {} token", found.variable, kind.as_str());
                output::note(Level::Info, &still);
            }
        }
        if self.remove_profile { remove(&name, &config) } else { Ok(()) }
    }
}

fn remove(name: &str, config: &Config) -> Result<()> {
    let mut changes = vec![Change::Remove(name.to_owned())];
    let was_default = config.default_profile.as_deref() == Some(name);
    if was_default {
        changes.push(Change::Default(None));
    }
    profile::apply(&changes)?;
    output::note(Level::Success, &format!("removed profile `{name}`"));
    if was_default {
        output::note(Level::Info, "there is no default profile now; `atlassian-cli auth use NAME` chooses one");
    }
    Ok(())
}
