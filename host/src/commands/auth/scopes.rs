//! `auth scopes`: what a token may do, and what a command needs.

use std::sync::Arc;

use clap::Args;
use serde_json::json;

use crate::cli::Globals;
use crate::credential::CredentialKind;
use crate::error::{Error, Result};
use crate::output::{self, Level, Output, Shape};
use crate::plugin::Plugins;
use crate::plugin::manifest::{self, Endpoint};
use crate::profile::Config;

use super::check;

const NEEDED: &[(&str, &str)] =
    &[("Method", "/method"), ("Endpoint", "/template"), ("Classic", "/classic"), ("Granular", "/granular")];
const GRANTED: &[(&str, &str)] = &[("Service", "/service"), ("Scope", "/scope")];

/// Show the scopes of the profile's tokens, or those that a command needs
///
/// A token needs all classic scopes of a command's endpoints, or all granular ones. Which scopes a token has is told by
/// Bitbucket; Atlassian's site does not tell.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli auth scopes --for \"jira issue get\"
  atlassian-cli auth scopes --profile bb-ci")]
pub(super) struct Scopes {
    /// A command, for example "jira issue get"
    #[arg(long = "for", value_name = "COMMAND")]
    command: Option<String>,
}

impl Scopes {
    pub(super) fn run(self, globals: &Globals, plugins: &Plugins<'_>) -> Result<()> {
        match &self.command {
            Some(command) => needed(command, globals, plugins),
            None => granted(globals),
        }
    }
}

fn needed(command: &str, globals: &Globals, plugins: &Plugins<'_>) -> Result<()> {
    let endpoints = endpoints(command, plugins)?;
    let mut output = Output::new(&globals.view, Shape::many(NEEDED, "/template"))?;
    for endpoint in &endpoints {
        output.value(&json!({
            "service": endpoint.service, "method": endpoint.method, "template": endpoint.template,
            "classic": endpoint.scopes.classic, "granular": endpoint.scopes.granular,
        }))?;
    }
    output.finish(true)
}

/// The endpoints of a command as it is typed, with or without the program's name.
fn endpoints(command: &str, plugins: &Plugins<'_>) -> Result<Vec<Endpoint>> {
    let mut words: Vec<_> = command.split_whitespace().collect();
    if words.first() == Some(&crate::cli::NAME) {
        words.remove(0);
    }
    let unknown =
        || Error::usage(format!("there is no command `{command}`")).hinted("give it as it is typed, without flags");
    let (first, path) = words.split_first().ok_or_else(unknown)?;
    let plugin = plugins.find(first)?.ok_or_else(unknown)?;
    let manifest = plugin.manifest()?;
    let same = |candidate: &Vec<String>| candidate.iter().map(String::as_str).eq(path.iter().copied());
    let fits = |command: &&manifest::Command| same(&command.path) || command.aliases.iter().any(same);
    manifest.commands.iter().find(fits).map(|command| command.http.clone()).ok_or_else(unknown)
}

fn granted(globals: &Globals) -> Result<()> {
    let config = Config::load()?;
    let selected = config.select(globals.profile.as_deref())?;
    let session = Arc::new(check::session(&selected, &config, globals)?);
    let kinds: Vec<_> = [CredentialKind::Site, CredentialKind::Bitbucket]
        .into_iter()
        .filter(|kind| session.credential(*kind).is_ok())
        .collect();
    if kinds.is_empty() {
        return session.credential(CredentialKind::Site).map(|_| ());
    }
    let mut output = Output::new(&globals.view, Shape::many(GRANTED, "/scope"))?;
    for kind in kinds {
        for (name, service, check) in check::checked(kind) {
            let account = check::account(&session, name, service, check)?;
            if account.scopes.is_empty() {
                let silent = format!("{} does not tell which scopes a token has", service.title);
                output::note(Level::Info, &silent);
            }
            for scope in account.scopes {
                output.value(&json!({"service": name, "scope": scope}))?;
            }
        }
    }
    output.finish(true)
}
