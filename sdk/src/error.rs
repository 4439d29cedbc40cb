//! Why a command failed: a kind, a sentence, and any number of hints.

use crate::bindings;
use crate::bindings::atlassian::plugin::http;

/// The SDK's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of failure it is; the host turns it into an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// The thing named does not exist, or the user may not see it.
    NotFound,
    /// What the user asked for makes no sense to the site or to the command.
    Invalid,
    /// What was typed is not what the command takes.
    Usage,
    /// The site does not know who is asking.
    Unauthenticated,
    /// The site knows, and says no.
    Forbidden,
    /// The thing was changed by someone else, or is in a state that does not allow this.
    Conflict,
    /// Too many requests.
    RateLimited,
    /// The site, the network or something between is not working.
    Unavailable,
    /// The host did not allow it: policy, a read-only profile, a dry run.
    Refused,
    /// Some of it was done, some was not.
    Partial,
    /// The user stopped it.
    Cancelled,
    /// Anything else.
    Other,
}

impl Kind {
    /// The kind's name in the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Invalid => "invalid",
            Self::Usage => "usage",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::Conflict => "conflict",
            Self::RateLimited => "rate-limited",
            Self::Unavailable => "unavailable",
            Self::Refused => "refused",
            Self::Partial => "partial",
            Self::Cancelled => "cancelled",
            Self::Other => "other",
        }
    }
}

/// Why a command failed.
///
/// ```
/// use atlassian_plugin_sdk::{Error, Kind};
///
/// let error = Error::not_found("no sprint named `Sprint 12`").hint("List them with `jira sprint list`");
/// assert_eq!(error.kind(), Kind::NotFound);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: Kind,
    message: String,
    hints: Vec<String>,
    status: Option<u16>,
    request_id: Option<String>,
    may_have_arrived: bool,
}

impl Error {
    /// An error of any kind.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hints: Vec::new(),
            status: None,
            request_id: None,
            may_have_arrived: false,
        }
    }

    /// What was typed is incomplete, or contradicts itself: seen without asking the site. Ends with 2.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// The user asked for something that makes no sense.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Kind::Invalid, message)
    }

    /// The thing named does not exist.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, message)
    }

    /// Anything without a better kind.
    pub fn other(message: impl Into<String>) -> Self {
        Self::new(Kind::Other, message)
    }

    /// Adds a cure, at the point where it is known.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same failure in other words, such as with a field's name instead of its id.
    #[must_use]
    pub fn worded(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// Says which answer was at fault.
    #[must_use]
    pub(crate) fn answered(mut self, status: u16, request_id: Option<&str>) -> Self {
        self.status = Some(status);
        self.request_id = request_id.map(str::to_owned);
        self
    }

    /// What sort of failure it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The sentence that the user reads.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Cures.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }

    /// Status of the answer that was at fault.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// Whether a failed write may still have reached the site. Look before writing again.
    pub fn may_have_arrived(&self) -> bool {
        self.may_have_arrived
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<std::io::Error> for Error {
    /// The host words what goes wrong with files; the kind is its business.
    fn from(error: std::io::Error) -> Self {
        Self::other(error.to_string())
    }
}

impl From<http::Error> for Error {
    /// The host words its own errors; only the kind is added here.
    fn from(error: http::Error) -> Self {
        let kind = match error.code.as_str() {
            "denied" | "read-only" | "dry-run" => Kind::Refused,
            "unauthenticated" => Kind::Unauthenticated,
            "network" | "timeout" => Kind::Unavailable,
            "cancelled" => Kind::Cancelled,
            "invalid" => Kind::Invalid,
            _ => Kind::Other,
        };
        let may_have_arrived = matches!(error.delivery, http::Delivery::Unknown);
        Self { may_have_arrived, ..Self::new(kind, error.message) }
    }
}

impl From<Error> for bindings::Failure {
    fn from(error: Error) -> Self {
        Self {
            kind: error.kind.as_str().to_owned(),
            message: error.message,
            hints: error.hints,
            status: error.status,
            request_id: error.request_id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_errors_keep_their_message_and_get_a_kind() {
        let table = [
            ("denied", Kind::Refused),
            ("read-only", Kind::Refused),
            ("dry-run", Kind::Refused),
            ("unauthenticated", Kind::Unauthenticated),
            ("network", Kind::Unavailable),
            ("timeout", Kind::Unavailable),
            ("too-large", Kind::Other),
            ("busy", Kind::Other),
            ("limit", Kind::Other),
            ("cancelled", Kind::Cancelled),
            ("invalid", Kind::Invalid),
            ("from-the-future", Kind::Other),
        ];
        for (code, kind) in table {
            let delivery = http::Delivery::NotSent;
            let error = Error::from(http::Error { code: code.into(), message: "why".into(), delivery });
            assert_eq!((error.kind(), error.message()), (kind, "why"), "{code}");
        }
    }

    #[test]
    fn a_write_that_may_have_arrived_says_so() {
        let lost = |delivery| http::Error { code: "network".into(), message: String::new(), delivery };
        assert!(Error::from(lost(http::Delivery::Unknown)).may_have_arrived());
        assert!(!Error::from(lost(http::Delivery::NotSent)).may_have_arrived());
    }
}
