//! Asks a service who one is.

use std::sync::Arc;

use crate::credential::CredentialKind;
use crate::error::{Error, Kind, Result};
use crate::http::{self, Body, Check, Method, Pending, Permit, Request, Service, Session};
use crate::output::{self, Level};
use crate::plugin::manifest::Endpoint;
use crate::profile::{Config, Selected};

/// Who one is at a service.
#[derive(Debug)]
pub(super) struct Account {
    /// The person's name.
    pub(super) name: String,
    /// E-mail address or account id.
    pub(super) account: String,
}

/// Says who one is at the first service that answers, or why none does. Never fails a login that is stored.
pub(super) fn greet(selected: &Selected, kind: CredentialKind, config: &Config) {
    let session = session(selected, config);
    let mut problems = Vec::new();
    for (name, service, check) in checked(kind) {
        match account(&session, name, service, check) {
            Ok(account) => {
                let who = format!("signed in to {} as {} ({})", service.title, account.name, account.account);
                return output::note(Level::Success, &who);
            }
            Err(error) => problems.push(error),
        }
    }
    if let Some(error) = problems.first() {
        output::note(Level::Warning, &format!("the token was stored, but it does not work yet: {error}"));
    }
}

/// Services that can be asked, for a kind of token.
pub(super) fn checked(kind: CredentialKind) -> impl Iterator<Item = (&'static str, &'static Service, &'static Check)> {
    http::services()
        .filter(move |(_, service)| service.credential == kind)
        .filter_map(|(name, service)| service.check.as_ref().map(|check| (name, service, check)))
}

/// A session for the checks of one profile.
pub(super) fn session(selected: &Selected, config: &Config) -> Arc<Session> {
    Arc::new(Session::new(selected.clone(), config.profiles.keys().cloned().collect()))
}

/// Asks one service.
pub(super) fn account(session: &Arc<Session>, name: &str, service: &Service, check: &Check) -> Result<Account> {
    let endpoint = Endpoint {
        service: name.to_owned(),
        method: "GET".to_owned(),
        template: check.path.clone(),
        scopes: Default::default(),
    };
    let permit = Permit { command: "auth test".to_owned(), endpoints: vec![endpoint] };
    let mut pending = Pending::new(Arc::clone(session), permit, http::Limits::default());
    let request = Request {
        service: name.to_owned(),
        method: Method::Get,
        template: check.path.clone(),
        params: Vec::new(),
        query: Vec::new(),
        headers: Vec::new(),
        body: Body::None,
    };
    let answer = pending.send(request).map_err(|failure| failure.error)?;
    if answer.status != 200 {
        return Err(refused(service, answer.status));
    }
    let body: serde_json::Value = serde_json::from_slice(&answer.body).map_err(|error| {
        Error::failed(format!("{} answered with something that is not JSON", service.title))
            .caused_by(error)
            .hinted("is the address right? a login page or a proxy may stand before it")
    })?;
    let first = |pointers: &[String]| {
        pointers.iter().find_map(|pointer| body.pointer(pointer)).and_then(|value| value.as_str()).map(str::to_owned)
    };
    let account = first(&check.account).unwrap_or_else(|| "unknown".to_owned());
    Ok(Account { name: first(&check.name).unwrap_or_else(|| account.clone()), account })
}

fn refused(service: &Service, status: u16) -> Error {
    let title = &service.title;
    let mut error = match status {
        401 => Error::new(Kind::SignIn, format!("{title} does not accept the token (401)"))
            .hinted("it is wrong or expired, or the e-mail is not its owner's; make a new one at https://id.atlassian.com/manage-profile/security/api-tokens"),
        403 => Error::new(Kind::SignIn, format!("{title} knows the token but does not let it in (403)"))
            .hinted("the account lacks access to this product, or the token lacks a scope"),
        404 => Error::new(Kind::NotFound, format!("{title} is not at this address (404)"))
            .hinted("check `base_url`, and whether the site has this product"),
        429 | 500..=599 => Error::new(Kind::TryLater, format!("{title} cannot answer now ({status})")),
        _ => Error::failed(format!("{title} answered with status {status}")),
    };
    error.status = Some(status);
    error
}
