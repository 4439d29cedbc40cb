//! The one error type that reaches the user: what went wrong, why, and what helps.
//!
//! Messages are lower-case fragments without a period. Literals stand in backticks.

use std::fmt::Display;

use crate::exit_code;

/// Short for a result with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of failure it is; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The command line or a configuration file is wrong.
    Usage,
    /// We refused: policy, read-only, capability, confirmation.
    Refused,
    /// No credential, or not accepted.
    SignIn,
    /// The site has no such thing.
    NotFound,
    /// Rate limit, unavailable, unreachable.
    TryLater,
    /// Some items failed.
    Partial,
    /// Anything else that the site or a plugin could not do.
    Failed,
    /// A bug of ours.
    Bug,
    /// Ctrl-C.
    Interrupted,
    /// Whoever read our output has gone away; not worth a word.
    BrokenPipe,
}

impl Kind {
    /// Its name for machines, as in an error under `--format json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Refused => "refused",
            Self::SignIn => "sign-in",
            Self::NotFound => "not-found",
            Self::TryLater => "try-later",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Bug => "bug",
            Self::Interrupted => "interrupted",
            Self::BrokenPipe => "broken-pipe",
        }
    }

    /// The process's exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Usage => exit_code::USAGE,
            Self::Refused => exit_code::REFUSED,
            Self::SignIn => exit_code::SIGN_IN,
            Self::NotFound => exit_code::NOT_FOUND,
            Self::TryLater => exit_code::TRY_LATER,
            Self::Partial => exit_code::PARTIAL,
            Self::Failed => exit_code::FAILED,
            Self::Bug => exit_code::BUG,
            Self::Interrupted => exit_code::INTERRUPTED,
            Self::BrokenPipe => exit_code::DONE,
        }
    }
}

/// An error on its way to the user.
#[derive(Debug, Clone)]
pub struct Error {
    /// What kind of failure it is.
    pub kind: Kind,
    /// One sentence.
    pub message: String,
    /// Why, outermost first.
    pub causes: Vec<String>,
    /// What helps.
    pub hints: Vec<String>,
    /// Status of the answer at fault.
    pub status: Option<u16>,
    /// The site's name for the request at fault.
    pub request_id: Option<String>,
}

impl Error {
    /// An error of a kind.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), causes: Vec::new(), hints: Vec::new(), status: None, request_id: None }
    }

    /// The command line or a configuration file is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// We refused.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(Kind::Refused, message)
    }

    /// Something could not be done.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, message)
    }

    /// A bug of ours.
    pub fn bug(message: impl Into<String>) -> Self {
        Self::new(Kind::Bug, message).hinted("this is a bug in atlassian-cli, not in what you did; please report it")
    }

    /// Adds a cause.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Display) -> Self {
        self.causes.push(cause.to_string());
        self
    }

    /// Adds a cause and all that caused it.
    #[must_use]
    pub fn caused_by_chain(mut self, cause: &(dyn std::error::Error + 'static)) -> Self {
        let mut next = Some(cause);
        while let Some(error) = next {
            let text = error.to_string();
            // Many libraries repeat the inner error's words in the outer one.
            if !self.causes.last().is_some_and(|last| last.ends_with(&text)) {
                self.causes.push(text);
            }
            next = error.source();
        }
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        self.causes.iter().try_for_each(|cause| write!(f, ": {cause}"))
    }
}

impl std::error::Error for Error {}

/// Adds what was being done to an error of the operating system or a library.
pub trait Context<T> {
    /// `message` finishes the sentence "failed to …" or states what was found.
    fn context(self, kind: Kind, message: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: std::error::Error + 'static> Context<T> for std::result::Result<T, E> {
    fn context(self, kind: Kind, message: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|error| Error::new(kind, message()).caused_by_chain(&error))
    }
}
