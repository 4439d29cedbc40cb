//! Why there is no answer, in words that help.

use std::error::Error as StdError;
use std::io;

use rustls::{AlertDescription, CertificateError, InvalidMessage};

use crate::error::{Error, Kind};
use crate::profile;

use super::prepared::Prepared;
use super::proxy::{Proxy, Route};
use super::{Delivery, Failure};

/// Words of hyper-util for a proxy that makes no tunnel; its type for them is private.
const TUNNEL: &str = "tunnel error: ";

/// Why an attempt ended without a whole answer.
#[derive(Debug)]
pub(super) enum Lost {
    /// The connection, or what came over it.
    Wire(reqwest::Error),
    /// More than this many bytes.
    TooLarge(usize),
    /// What came could not be written where it was to go.
    Unsaved(Error),
}

impl From<reqwest::Error> for Lost {
    fn from(error: reqwest::Error) -> Self {
        Self::Wire(error)
    }
}

impl Lost {
    /// Whether the next attempt may well succeed.
    pub(super) fn is_passing(&self) -> bool {
        let Self::Wire(error) = self else { return false };
        let lasting = error.is_connect() || error.is_timeout() || error.is_builder();
        !lasting && !chain(error).any(|cause| cause.is::<rustls::Error>() || is_no_http(cause))
    }

    /// What the guest and the user get.
    pub(super) fn failure(&self, prepared: &Prepared, route: &Route) -> Failure {
        match self {
            Self::Wire(error) => wire(error, prepared, route),
            Self::TooLarge(largest) => {
                let error = Error::failed(format!("{} answered with too much", prepared.service.title))
                    .caused_by(format!("an answer may have {} MiB", largest >> 20));
                Failure { code: "too-large", error, delivery: Delivery::Unknown }
            }
            Self::Unsaved(error) => Failure { code: "invalid", error: error.clone(), delivery: Delivery::Unknown },
        }
    }
}

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Wire(error) => {
                let causes: Vec<_> = chain(error).skip(1).map(ToString::to_string).collect();
                f.write_str(&causes.join(": "))
            }
            Self::Unsaved(error) => write!(f, "{error}"),
            Self::TooLarge(largest) => write!(f, "the answer is larger than {} MiB", largest >> 20),
        }
    }
}

fn wire(error: &reqwest::Error, prepared: &Prepared, route: &Route) -> Failure {
    let not_sent = error.is_connect() || error.is_builder();
    Failure {
        code: if error.is_timeout() { "timeout" } else { "network" },
        error: explained(error, prepared, route),
        delivery: if not_sent { Delivery::NotSent } else { Delivery::Unknown },
    }
}

fn explained(error: &reqwest::Error, prepared: &Prepared, route: &Route) -> Error {
    let place = format!("{} at `{}`", prepared.service.title, prepared.url.origin().ascii_serialization());
    if let Some(tls) = chain(error).find_map(|cause| cause.downcast_ref::<rustls::Error>()) {
        return tls_failed(tls, &place);
    }
    if let Route::Proxy(proxy) = route
        && error.is_connect()
    {
        return proxy_failed(error, proxy, &place);
    }
    let (message, hint) = if error.is_connect() {
        (format!("cannot connect to {place}"), Some(connect_hint(prepared)))
    } else if error.is_timeout() {
        (format!("{place} does not answer in time"), None)
    } else if chain(error).any(is_no_http) {
        (
            format!("the answer of {place} is not HTTP, or its headers are too many or too long"),
            Some("is the address right? something else may stand before the site"),
        )
    } else if error.is_decode() || error.is_body() {
        (format!("the answer of {place} broke off or cannot be decoded"), None)
    } else {
        (format!("the connection to {place} was lost"), None)
    };
    let shown = with_causes(Error::new(Kind::TryLater, message), error);
    match hint {
        Some(hint) => shown.hinted(hint),
        None => shown,
    }
}

/// All but the outermost words, which are reqwest's and repeat the address.
fn with_causes(shown: Error, error: &reqwest::Error) -> Error {
    match error.source() {
        Some(source) => shown.caused_by_chain(source),
        None => shown,
    }
}

fn connect_hint(prepared: &Prepared) -> &'static str {
    if prepared.url.host().is_some_and(|host| profile::is_loopback(&host)) {
        "is the server running there?"
    } else {
        "check the address in the profile, your network, and `HTTPS_PROXY` if you need one"
    }
}

fn tls_failed(error: &rustls::Error, place: &str) -> Error {
    match error {
        // What went wrong while certificate authorities were read.
        rustls::Error::Other(other) => match other.0.downcast_ref::<Error>() {
            Some(ours) => ours.clone(),
            None => not_secure(error, place),
        },
        rustls::Error::InvalidCertificate(certificate) => certificate_refused(certificate, place),
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            not_secure(error, place).hinted("what answers there does not speak TLS: are address and port right?")
        }
        rustls::Error::AlertReceived(alert) => alerted(*alert, error, place),
        rustls::Error::General(_) => not_secure(error, place).hinted(
            "name a PEM file of the certificate authorities to trust with `ca_bundle` in the profile, or with `SSL_CERT_FILE`",
        ),
        _ => not_secure(error, place),
    }
}

fn not_secure(error: &rustls::Error, place: &str) -> Error {
    Error::failed(format!("no secure connection to {place}")).caused_by(error)
}

fn certificate_refused(error: &CertificateError, place: &str) -> Error {
    let refused = |why: &str| Error::failed(format!("the certificate of {place} {why}")).caused_by(error);
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            refused("has expired").hinted("is this computer's clock right? if it is, the site must renew its certificate")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            refused("is not valid yet").hinted("is this computer's clock right?")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            refused("is for another name").hinted("is the address right? something else may answer in the site's place")
        }
        CertificateError::Revoked => refused("was revoked"),
        _ => refused("is not trusted").hinted(
            "if your company has a certificate authority of its own, name its PEM file with `ca_bundle` in the profile, or with `SSL_CERT_FILE`",
        ),
    }
}

/// What the other side says of us.
fn alerted(alert: AlertDescription, error: &rustls::Error, place: &str) -> Error {
    match alert {
        AlertDescription::CertificateRequired => Error::failed(format!("{place} asks for a client certificate"))
            .caused_by(error)
            .hinted("name its PEM file with `client_certificate` in the profile, and its key with `client_key`"),
        AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateRevoked
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateUnknown
        | AlertDescription::UnknownCA
        | AlertDescription::AccessDenied => {
            Error::failed(format!("{place} does not accept the client certificate")).caused_by(error).hinted(
                "`client_certificate` in the profile names a PEM file with the certificate, and those that it was issued by",
            )
        }
        AlertDescription::HandshakeFailure => {
            not_secure(error, place).hinted("if it asks for a client certificate, set `client_certificate` in the profile")
        }
        _ => not_secure(error, place),
    }
}

fn proxy_failed(error: &reqwest::Error, proxy: &Proxy, place: &str) -> Error {
    let tunnel = chain(error).find_map(|cause| cause.to_string().strip_prefix(TUNNEL).map(str::to_owned));
    match tunnel.as_deref() {
        Some(why) if why.starts_with("proxy authorization") => {
            let error = Error::failed(format!("the proxy {proxy} asks for a user name and a password (407)"));
            if proxy.has_user() {
                error.hinted("it does not accept those in its address: are they right, and `%`-encoded where needed?")
            } else {
                error.hinted("put them into its address: `HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT`")
            }
        }
        Some(why) if !why.starts_with("failed to create") => {
            Error::new(Kind::TryLater, format!("the proxy {proxy} does not let us through to {place}"))
                .caused_by(why)
                .hinted("it may forbid this address: ask those who run it, or take the address out with `NO_PROXY`")
        }
        _ => with_causes(Error::new(Kind::TryLater, format!("the proxy {proxy} cannot be reached")), error)
            .hinted("is its address right? `proxy: direct` in the profile, or `NO_PROXY`, goes without it"),
    }
}

fn is_no_http(cause: &(dyn StdError + 'static)) -> bool {
    cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse)
}

/// An error and all that caused it. Errors of input and output hide the one within.
fn chain<'e>(error: &'e (dyn StdError + 'static)) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'e (dyn StdError + 'static)| cause(*error))
}

fn cause<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(within) => Some(within),
        None => error.source(),
    }
}
