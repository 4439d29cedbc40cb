//! `auth status`: every profile, every service.

use clap::Args;

use crate::cli::Globals;
use crate::credential::{CredentialKind, Store, environment};
use crate::error::{Error, Kind, Result};
use crate::output::{self, Level, Output, Shape};
use crate::profile::{Config, Selected};

use super::report;

const COLUMNS: &[(&str, &str)] = &[
    ("Profile", "/profile"),
    ("Service", "/service"),
    ("Account", "/name"),
    ("Token", "/token"),
    ("Through", "/route"),
    ("Result", "/result"),
];

/// Show every profile, where its tokens come from, and whether they work
///
/// Asks every service that a profile has a token for. Fails when a profile's token works nowhere. With `--profile`, only
/// that one.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli auth status
  atlassian-cli auth status --profile work --format json")]
pub(super) struct Status {}

impl Status {
    pub(super) fn run(self, globals: &Globals) -> Result<()> {
        let config = Config::load()?;
        let profiles: Vec<_> = match globals.profile.as_deref() {
            Some(name) => vec![config.select(Some(name))?],
            None => config
                .profiles
                .keys()
                .map(|name| Selected { name: name.clone(), profile: config.get(name).unwrap_or_default() })
                .collect(),
        };
        if profiles.is_empty() {
            output::note(Level::Info, "there are no profiles; `atlassian-cli auth login` sets one up");
        }
        let mut output = Output::new(&globals.view, Shape::many(COLUMNS, "/profile"))?;
        let mut broken = Vec::new();
        for selected in &profiles {
            for kind in kinds(selected, &config) {
                let rows = report::rows(selected, kind, &config, globals);
                rows.iter().try_for_each(|row| output.value(&row.value))?;
                if rows.iter().all(|row| row.problem.is_some()) {
                    broken.push(format!("`{}` ({})", selected.name, kind.as_str()));
                }
            }
        }
        output.finish(true)?;
        if broken.is_empty() {
            return Ok(());
        }
        Err(Error::new(Kind::SignIn, format!("no working token: {}", broken.join(", "))).hinted(
            "`atlassian-cli auth test --profile NAME` says more about one, `auth doctor` about everything else",
        ))
    }
}

/// The tokens that a profile is meant to have: what it has an address for, or a token already.
fn kinds(selected: &Selected, config: &Config) -> Vec<CredentialKind> {
    let known: Vec<_> = config.profiles.keys().cloned().collect();
    let has_token = |kind| {
        let stored = Store::open().and_then(|store| store.list()).unwrap_or_default();
        stored.contains(&(selected.name.clone(), kind))
            || environment::token(&selected.name, kind, &known).is_ok_and(|found| found.is_some())
    };
    let site = selected.profile.base_url.is_some();
    let bitbucket = has_token(CredentialKind::Bitbucket);
    let mut kinds = Vec::new();
    if site || !bitbucket {
        kinds.push(CredentialKind::Site);
    }
    if bitbucket {
        kinds.push(CredentialKind::Bitbucket);
    }
    kinds
}
