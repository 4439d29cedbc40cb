//! Authenticated HTTP: prepared request, address, credential, sending, retrying, and the filtered answer.

mod brake;
mod client;
mod gateway;
mod headers;
mod lost;
mod multipart;
mod own_headers;
mod pause;
mod pending;
mod planned;
mod prepared;
mod proxy;
mod send;
mod service;
mod session;
mod storage;
mod template;
mod trace;
mod trust;
mod wire;

pub use pending::{Handle, Limits, Outcome, Pending};
pub use planned::Planned;
#[cfg(feature = "fuzzing")]
pub(crate) use prepared::address_of;
pub use prepared::{Body, Content, Method, Part, Permit, Request};
pub use send::Response;
pub use service::{Check, Service, is_uuid, of_remotes, service, services};
pub use session::Session;
pub use template::{ENCODED, Segment, Template};
pub use trust::certificate_files;

use crate::credential::Redactor;
use crate::error::Error;

/// Whether a failed request may have reached the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Certainly not.
    NotSent,
    /// It may have.
    Unknown,
}

/// Why there is no answer: `code` for the guest, `error` for the user.
#[derive(Debug, Clone)]
pub struct Failure {
    /// One of the contract's codes.
    pub code: &'static str,
    /// What the user sees when the guest passes it on.
    pub error: Error,
    /// Whether the request may have reached the site.
    pub delivery: Delivery,
}

impl Failure {
    /// A failure before anything was sent.
    pub fn not_sent(code: &'static str, error: Error) -> Self {
        Self { code, error, delivery: Delivery::NotSent }
    }

    /// Whether the host does not allow it. What a dry run leaves out is allowed.
    pub fn is_refusal(&self) -> bool {
        matches!(self.code, "denied" | "read-only")
    }

    /// The same without credentials.
    fn redacted(mut self, redactor: &Redactor) -> Self {
        let texts = std::iter::once(&mut self.error.message).chain(&mut self.error.causes).chain(&mut self.error.hints);
        for text in texts {
            if let Some(clean) = redactor.redact_text(text) {
                *text = clean;
            }
        }
        self
    }
}
