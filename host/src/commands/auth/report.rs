//! The rows of `auth test`, `auth status` and `auth whoami`: one service of one profile.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::cli::Globals;
use crate::credential::CredentialKind;
use crate::error::Error;
use crate::profile::{Config, Selected};

use super::check;

/// What one service said of a profile's token.
pub(super) struct Row {
    /// For output.
    pub(super) value: Value,
    /// Why it does not work.
    pub(super) problem: Option<Error>,
}

/// Asks each service that a kind of token is for. Without a token there is one row that says so.
pub(super) fn rows(selected: &Selected, kind: CredentialKind, config: &Config, globals: &Globals) -> Vec<Row> {
    let session = match check::session(selected, config, globals) {
        Ok(session) => Arc::new(session),
        Err(error) => return vec![no_token(selected, kind, error)],
    };
    let source = match session.credential(kind) {
        Ok(credential) => credential.source.to_string(),
        Err(error) => return vec![no_token(selected, kind, error)],
    };
    let rows = check::checked(kind)
        .map(|(name, service, check)| {
            let outcome = check::account(&session, name, service, check);
            let (account, id, result) = match &outcome {
                Ok(account) => (Some(&account.name), Some(&account.account), "works".to_owned()),
                Err(error) => (None, None, error.message.clone()),
            };
            let through =
                if session.found_gateway().is_some() || selected.profile.gateway { "gateway" } else { "site" };
            let route = if kind == CredentialKind::Site { through } else { "bitbucket" };
            let value = json!({
                "profile": selected.name, "service": name, "name": account, "account": id, "token": source,
                "route": route, "works": outcome.is_ok(), "result": result,
            });
            Row { value, problem: outcome.err() }
        })
        .collect();
    session.remember_gateway();
    rows
}

fn no_token(selected: &Selected, kind: CredentialKind, error: Error) -> Row {
    let value = json!({
        "profile": selected.name, "service": kind.as_str(), "name": null, "account": null, "token": "none",
        "route": null, "works": false, "result": error.message,
    });
    Row { value, problem: Some(error) }
}
