//! `auth list`: the profiles.

use clap::Args;
use serde_json::json;

use crate::cli::Globals;
use crate::credential::{CredentialKind, Store, environment};
use crate::error::Result;
use crate::output::{Output, Shape};
use crate::profile::Config;

const COLUMNS: &[(&str, &str)] = &[
    ("Profile", "/profile"),
    ("Default", "/marked"),
    ("Site", "/base_url"),
    ("E-mail", "/email"),
    ("Site token", "/site_token"),
    ("Bitbucket token", "/bitbucket_token"),
    ("Workspace", "/workspace"),
];

/// List the profiles and where their tokens are
///
/// Asks no service and decrypts nothing; `auth test` tells whether a token works.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli auth list
  atlassian-cli auth list --format json")]
pub(super) struct List {}

impl List {
    pub(super) fn run(self, globals: &Globals) -> Result<()> {
        let config = Config::load()?;
        let stored = Store::open()?.list()?;
        let known: Vec<_> = config.profiles.keys().cloned().collect();
        let mut output = Output::new(&globals.view, Shape::many(COLUMNS, "/profile"))?;
        for name in &known {
            let profile = config.get(name).unwrap_or_default();
            let token = |kind| -> Result<Option<String>> {
                if let Some(found) = environment::token(name, kind, &known)? {
                    return Ok(Some(format!("variable {}", found.variable)));
                }
                Ok(stored.contains(&(name.clone(), kind)).then(|| "stored".to_owned()))
            };
            let is_default = config.default_profile.as_ref() == Some(name);
            output.value(&json!({
                "profile": name, "default": is_default, "marked": if is_default { "*" } else { "" },
                "base_url": profile.base_url, "email": profile.email,
                "site_token": token(CredentialKind::Site)?, "bitbucket_token": token(CredentialKind::Bitbucket)?,
                "workspace": profile.workspace,
            }))?;
        }
        output.finish(true)
    }
}
