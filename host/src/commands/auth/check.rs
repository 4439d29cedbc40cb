//! Asks a service who one is.

use std::sync::Arc;

use crate::cli::Globals;
use crate::credential::CredentialKind;
use crate::error::{Error, Kind, Result};
use crate::http::{self, Body, Check, Method, Pending, Permit, Request, Response, Service, Session};
use crate::output::{self, Level};
use crate::plugin::manifest::Endpoint;
use crate::policy::{Policy, Rules};
use crate::profile::{Config, Selected};

/// Who one is at a service.
#[derive(Debug)]
pub(super) struct Account {
    /// The person's name.
    pub(super) name: String,
    /// E-mail address or account id.
    pub(super) account: String,
    /// Scopes of the token, where the service tells them.
    pub(super) scopes: Vec<String>,
    /// What the service takes for the present time, as it wrote it.
    pub(super) date: Option<String>,
}

/// Says who one is at the first service that answers. Answers the cloud id when the gateway was needed.
///
/// # Errors
/// When no service accepts the token: the first one's reason.
pub(super) fn greet(session: Session, kind: CredentialKind) -> Result<Option<String>> {
    let session = Arc::new(session);
    let mut problem = None;
    for (name, service, check) in checked(kind) {
        match account(&session, name, service, check) {
            Ok(account) => {
                let who = format!("signed in to {} as {} ({})", service.title, account.name, account.account);
                output::note(Level::Success, &who);
                return Ok(session.found_gateway().map(str::to_owned));
            }
            Err(error) => problem = problem.or(Some(error)),
        }
    }
    problem.map_or(Ok(None), Err)
}

/// Services that can be asked, for a kind of token.
pub(super) fn checked(kind: CredentialKind) -> impl Iterator<Item = (&'static str, &'static Service, &'static Check)> {
    http::services()
        .filter(move |(_, service)| service.credential == kind)
        .filter_map(|(name, service)| service.check.as_ref().map(|check| (name, service, check)))
}

/// A session for the checks of one profile.
///
/// # Errors
/// When the organisation's policy cannot be used.
pub(super) fn session(selected: &Selected, config: &Config, globals: &Globals) -> Result<Session> {
    let rules = Rules { policy: Policy::load()?, ..Rules::default() };
    let known = config.profiles.keys().cloned().collect();
    Ok(Session::new(selected.clone(), known, rules).with_timeout(globals.timeout))
}

/// Asks one service.
pub(super) fn account(session: &Arc<Session>, name: &str, service: &Service, check: &Check) -> Result<Account> {
    let answer = ask(session, name, check, &check.path, &[])?;
    if answer.status == 403 && check.resource.is_some() && mentions_scope(&answer) {
        // A token of a repository, project or workspace has no user, but it works for what it belongs to.
        return resource(session, name, service, check);
    }
    if answer.status != 200 {
        return Err(refused(service, &answer));
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
    let name = first(&check.name).unwrap_or_else(|| account.clone());
    Ok(Account { name, account, scopes: scopes(&answer), date: header(&answer, "date") })
}

/// Checks a token that belongs to no user against the profile's workspace.
fn resource(session: &Arc<Session>, name: &str, service: &Service, check: &Check) -> Result<Account> {
    let template = check.resource.as_deref().unwrap_or_default();
    let Some(workspace) = session.selected.profile.workspace.clone() else {
        return Err(Error::usage(format!("{} knows the token, but it belongs to no user", service.title)).hinted(
            format!(
                "name the workspace it is for: `atlassian-cli auth login --profile {} --bitbucket --workspace SLUG`",
                session.selected.name
            ),
        ));
    };
    let answer = ask(session, name, check, template, &[("workspace".to_owned(), workspace.clone())])?;
    match answer.status {
        200 => Ok(Account {
            name: format!("access token for {workspace}"),
            account: workspace,
            scopes: scopes(&answer),
            date: header(&answer, "date"),
        }),
        404 => Err(Error::new(Kind::NotFound, format!("the token cannot see the workspace `{workspace}`"))
            .hinted("is the workspace's name right, and the token made for it?")),
        _ => Err(refused(service, &answer)),
    }
}

fn ask(
    session: &Arc<Session>,
    service: &str,
    check: &Check,
    template: &str,
    params: &[(String, String)],
) -> Result<Response> {
    let endpoint = |template: &str| Endpoint {
        service: service.to_owned(),
        method: "GET".to_owned(),
        template: template.to_owned(),
        scopes: Default::default(),
        storage: false,
    };
    let endpoints = std::iter::once(&check.path).chain(&check.resource).map(|path| endpoint(path)).collect();
    let permit = Permit { command: "auth test".to_owned(), endpoints };
    let mut pending = Pending::new(Arc::clone(session), permit, http::Limits::default());
    let request = Request {
        service: service.to_owned(),
        method: Method::Get,
        template: template.to_owned(),
        params: params.to_vec(),
        query: Vec::new(),
        headers: Vec::new(),
        body: Body::None,
        output: None,
    };
    pending.send(request).map_err(|failure| failure.error)
}

fn mentions_scope(answer: &Response) -> bool {
    let body = String::from_utf8_lossy(&answer.body).to_ascii_lowercase();
    body.contains("scope") || body.contains("privilege")
}

fn header(answer: &Response, name: &str) -> Option<String> {
    answer.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
}

fn scopes(answer: &Response) -> Vec<String> {
    header(answer, "x-oauth-scopes")
        .map(|list| list.split(',').map(|scope| scope.trim().to_owned()).filter(|scope| !scope.is_empty()).collect())
        .unwrap_or_default()
}

fn refused(service: &Service, answer: &Response) -> Error {
    let title = &service.title;
    let status = answer.status;
    let mut error = match status {
        401 if mentions_scope(answer) => {
            Error::new(Kind::SignIn, format!("{title} knows the token, but it lacks a scope (401)"))
                .hinted("`atlassian-cli auth scopes --for \"COMMAND\"` names what a command needs")
        }
        401 => Error::new(Kind::SignIn, format!("{title} does not accept the token (401)")).hinted(
            "it is wrong or expired, or the e-mail is not its owner's; make a new one at \
             https://id.atlassian.com/manage-profile/security/api-tokens",
        ),
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
