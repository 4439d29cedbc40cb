//! Credentials: where a token comes from, where it may go, and the header that carries it.
//!
//! The only place that exposes a secret.

pub mod environment;
mod hidden;
pub mod import;
pub mod key;
mod redact;
mod secret;
mod store;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use url::{Host, Url};
use zeroize::Zeroizing;

pub use hidden::{hide, redact_hidden, shown, shown_json};
pub use redact::Redactor;
pub use secret::Secret;
pub use store::{Store, Stored};
#[cfg(feature = "fuzzing")]
pub(crate) use store::{opens_only_as_it_was, records_that_open};

use crate::error::{Error, Kind, Result};
use crate::profile::{self, Scheme, Selected};

/// Which of a profile's two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CredentialKind {
    /// Jira, Confluence, Jira Service Management.
    Site,
    /// Bitbucket.
    Bitbucket,
}

impl CredentialKind {
    /// As stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Bitbucket => "bitbucket",
        }
    }

    /// What `auth login` needs besides to mean this kind.
    pub fn login_flag(self) -> &'static str {
        match self {
            Self::Site => "",
            Self::Bitbucket => " --bitbucket",
        }
    }
}

/// Where a token came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An environment variable.
    Variable(String),
    /// The encrypted store.
    Store,
    /// The command line, at login.
    Given,
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "variable {name}"),
            Self::Store => f.write_str("stored"),
            Self::Given => f.write_str("given"),
        }
    }
}

/// A token ready to be sent, and where it may go.
#[derive(Debug, Clone)]
pub struct Credential {
    secret: Secret,
    kind: CredentialKind,
    scheme: Scheme,
    email: Option<String>,
    /// Where it came from.
    pub source: Source,
    origins: Vec<String>,
}

impl Credential {
    /// A credential for the account of a profile.
    ///
    /// # Errors
    /// When Basic authentication has no e-mail address.
    pub fn new(selected: &Selected, kind: CredentialKind, stored: Stored, source: Source) -> Result<Self> {
        let profile = &selected.profile;
        let (scheme, email) = match kind {
            CredentialKind::Site => (profile.auth, profile.email.as_ref()),
            CredentialKind::Bitbucket => (profile.bitbucket_auth, profile.bitbucket_account()),
        };
        if scheme == Scheme::Basic && email.is_none() {
            let key = if kind == CredentialKind::Site { "email" } else { "bitbucket_email" };
            return Err(Error::usage(format!("profile `{}` has no `{key}`, which its token needs", selected.name))
                .hinted(format!(
                    "add it: `atlassian-cli auth login --profile {}{} --email you@company.com`; access tokens need `--bearer` instead",
                    selected.name,
                    kind.login_flag()
                )));
        }
        Ok(Self { secret: stored.secret, kind, scheme, email: email.cloned(), source, origins: stored.origins })
    }

    /// The `Authorization` value for a request to `url`.
    ///
    /// # Errors
    /// When the token may not go there; nothing has been sent.
    pub fn authorization(&self, url: &Url) -> Result<Zeroizing<String>> {
        if !self.may_go_to(url) {
            return Err(self.not_there(url));
        }
        let token = self.secret.expose();
        Ok(Zeroizing::new(match (self.scheme, &self.email) {
            (Scheme::Basic, Some(email)) => {
                format!("Basic {}", BASE64.encode(Zeroizing::new(format!("{email}:{token}"))))
            }
            _ => format!("Bearer {token}"),
        }))
    }

    /// A stored token goes only to the origins it was given for; one from the environment only to Atlassian or loopback.
    fn may_go_to(&self, url: &Url) -> bool {
        match self.source {
            Source::Variable(_) => {
                is_atlassian(url, self.kind) || self.origins.contains(&url.origin().ascii_serialization())
            }
            Source::Store | Source::Given => {
                self.origins.contains(&url.origin().ascii_serialization()) || self.is_its_gateway(url)
            }
        }
    }

    /// A token for an Atlassian site may be tried at Atlassian's own gateway, and at no other.
    fn is_its_gateway(&self, url: &Url) -> bool {
        let at_atlassian = self.origins.iter().any(|origin| is_atlassian_site(origin));
        url.origin().ascii_serialization() == profile::GATEWAY_URL && at_atlassian
    }

    fn not_there(&self, url: &Url) -> Error {
        let origin = url.origin().ascii_serialization();
        let error = Error::new(
            Kind::SignIn,
            match &self.source {
                Source::Variable(name) => {
                    format!("the token in `{name}` is not sent to `{origin}`, which is not an Atlassian address")
                }
                _ => format!("the stored token was given for `{}`, not for `{origin}`", self.origins.join("`, `")),
            },
        );
        error.hinted("if the address is right, run `atlassian-cli auth login` for this profile again")
    }

    /// Finds this credential in text, in the forms in which it could come back.
    pub fn redactor(&self) -> Redactor {
        Redactor::new(&self.secret, self.email.as_deref())
    }
}

fn is_loopback(url: &Url) -> bool {
    url.host().is_some_and(|host| profile::is_loopback(&host))
}

/// Where tokens of a kind from the environment may go without a login on this machine. A site token never goes to
/// Bitbucket, nor the reverse.
fn is_atlassian(url: &Url, kind: CredentialKind) -> bool {
    is_loopback(url)
        || is_https_host(url, |host| match kind {
            CredentialKind::Site => host == "api.atlassian.com" || is_site(host),
            CredentialKind::Bitbucket => host == "api.bitbucket.org",
        })
}

/// Whether an address is that of a site of Atlassian's cloud.
pub fn is_atlassian_site(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| is_https_host(&url, is_site))
}

fn is_site(host: &str) -> bool {
    [".atlassian.net", ".jira.com"].iter().any(|end| host.ends_with(end))
}

/// Whether an address is `https` at the usual port of such a host.
fn is_https_host(url: &Url, wanted: impl Fn(&str) -> bool) -> bool {
    let usual = url.scheme() == "https" && url.port().is_none();
    usual && matches!(url.host(), Some(Host::Domain(host)) if wanted(host))
}

/// Whether a token of a kind from the environment may go to all addresses that a profile has for it.
pub fn is_all_atlassian(profile: &profile::Profile, kind: CredentialKind) -> bool {
    let addresses: &[_] = match kind {
        CredentialKind::Site => &[&profile.base_url, &profile.gateway_url],
        CredentialKind::Bitbucket => &[&profile.bitbucket_url],
    };
    let may_go = |address: &String| Url::parse(address).is_ok_and(|url| is_atlassian(&url, kind));
    addresses.iter().copied().flatten().all(may_go)
}

/// The credential of a profile: from the environment, else from the store.
///
/// # Errors
/// When there is none, or the store cannot be read.
pub fn find(selected: &Selected, kind: CredentialKind, known: &[String]) -> Result<Credential> {
    if let Some(found) = environment::token(&selected.name, kind, known)? {
        // An origin that a login on this machine has confirmed is good for the environment's token, too. The store is
        // asked only where that matters: its key may be locked, or a command away.
        let origins = if is_all_atlassian(&selected.profile, kind) {
            None
        } else {
            Store::open()?.get(&selected.name, kind).ok().flatten().map(|stored| stored.origins)
        };
        let stored = Stored { secret: found.secret, origins: origins.unwrap_or_default() };
        return Credential::new(selected, kind, stored, Source::Variable(found.variable));
    }
    // A record without a secret confirms where a token from the environment may go.
    match Store::open()?.get(&selected.name, kind)?.filter(|stored| !stored.secret.is_empty()) {
        Some(stored) => Credential::new(selected, kind, stored, Source::Store),
        None => Err(missing(&selected.name, kind)),
    }
}

fn missing(profile: &str, kind: CredentialKind) -> Error {
    let (what, variable) = match kind {
        CredentialKind::Site => ("no token", "ATLASSIAN_API_TOKEN"),
        CredentialKind::Bitbucket => ("no Bitbucket token", "BITBUCKET_TOKEN"),
    };
    Error::new(Kind::SignIn, format!("profile `{profile}` has {what}"))
        .hinted(format!("run `atlassian-cli auth login --profile {profile}{}`, or set `{variable}`", kind.login_flag()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credential_for(origin: &str, source: Source) -> Credential {
        Credential { origins: vec![origin.to_owned()], ..credential(source) }
    }

    #[test]
    fn only_an_atlassian_sites_token_is_tried_at_the_gateway() {
        let gateway = Url::parse("https://api.atlassian.com/ex/jira/x").unwrap();
        for (origin, expected) in [
            ("https://acme.atlassian.net", true),
            ("https://acme.example", false),
            ("http://127.0.0.1:9", false),
            ("https://acme.atlassian.net.evil.com", false),
            ("https://api.bitbucket.org", false),
        ] {
            let credential = credential_for(origin, Source::Store);
            assert_eq!(credential.authorization(&gateway).is_ok(), expected, "{origin}");
        }
        let elsewhere = Url::parse("https://api.atlassian.com.evil.com/").unwrap();
        assert!(credential_for("https://acme.atlassian.net", Source::Store).authorization(&elsewhere).is_err());
    }

    fn credential(source: Source) -> Credential {
        Credential {
            secret: Secret::new("token-EXAMPLE".to_owned()),
            kind: CredentialKind::Site,
            scheme: Scheme::Basic,
            email: Some("a@b.c".to_owned()),
            source,
            origins: vec!["https://acme.example".to_owned()],
        }
    }

    #[test]
    fn a_token_goes_only_where_it_may() {
        let variable = || Source::Variable("ATLASSIAN_API_TOKEN".to_owned());
        for (url, stored, from_environment) in [
            ("https://acme.example/rest/x", true, true),
            ("https://acme.example:8443/", false, false),
            ("http://acme.example/", false, false),
            ("https://acme.atlassian.net/", false, true),
            ("https://acme.atlassian.net:8443/", false, false),
            ("https://acme.atlassian.net.evil.com/", false, false),
            ("https://evilatlassian.net/", false, false),
            ("http://acme.atlassian.net/", false, false),
            ("https://api.bitbucket.org/2.0/user", false, false),
            ("https://api.atlassian.com/ex/jira/x", false, true),
            ("http://127.0.0.1:9/", false, true),
            ("http://127.0.0.1.evil.com/", false, false),
        ] {
            let url = Url::parse(url).unwrap();
            assert_eq!(credential(Source::Store).authorization(&url).is_ok(), stored, "stored to {url}");
            assert_eq!(credential(variable()).authorization(&url).is_ok(), from_environment, "variable to {url}");
        }
    }

    #[test]
    fn the_two_kinds_of_token_never_meet() {
        let variable = Source::Variable("BITBUCKET_TOKEN".to_owned());
        let bitbucket = Credential { kind: CredentialKind::Bitbucket, ..credential(variable) };
        for (url, expected) in [
            ("https://api.bitbucket.org/2.0/user", true),
            ("https://acme.atlassian.net/", false),
            ("https://api.atlassian.com/", false),
        ] {
            assert_eq!(bitbucket.authorization(&Url::parse(url).unwrap()).is_ok(), expected, "{url}");
        }
    }

    #[test]
    fn basic_and_bearer() {
        let url = Url::parse("https://acme.example/").unwrap();
        let mut credential = credential(Source::Store);
        assert_eq!(*credential.authorization(&url).unwrap(), "Basic YUBiLmM6dG9rZW4tRVhBTVBMRQ==");
        credential.scheme = Scheme::Bearer;
        assert_eq!(*credential.authorization(&url).unwrap(), "Bearer token-EXAMPLE");
        assert!(!format!("{credential:?}").contains("token-EXAMPLE"));
    }
}
