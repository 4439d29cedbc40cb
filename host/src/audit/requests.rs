//! The requests of one run, each with its line: from the moment it may be sent to its end, whatever that is.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use crate::error::Result;
use crate::http::{Delivery, Failure, Outcome as Answered};

use super::{Asked, Entry, FAILED, Outcome, Plugin, Text, append, record, settings};

/// Answer headers with the site's name for a request, the first that is there counts.
const REQUEST_ID: &[&str] = &["x-arequestid", "atl-traceid", "x-request-id"];

/// What is logged of the requests of one run of a command.
#[derive(Debug, Clone)]
pub struct Requests(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    profile: Text,
    command: Text,
    plugin: Option<Plugin>,
    open: Mutex<HashMap<u64, Open>>,
    next: AtomicU64,
    /// Requests that may change something and that the site answered with success.
    changed: AtomicU64,
}

/// A request that has not come to its end.
#[derive(Debug)]
struct Open {
    asked: Asked,
    announced: Option<u64>,
    may_change: bool,
    progress: Arc<Progress>,
}

/// What sending knows of a request.
#[derive(Debug, Default)]
pub struct Progress {
    attempts: AtomicU32,
    began: OnceLock<Instant>,
}

impl Progress {
    /// It is sent now, or sent again.
    pub fn sent(&self) {
        self.attempts.fetch_add(1, Ordering::Relaxed);
        self.began.get_or_init(Instant::now);
    }
}

impl Requests {
    /// For a command; `plugin` is none for a command of the host's own.
    pub fn new(profile: &str, command: &str, plugin: Option<Plugin>) -> Self {
        Self(Arc::new(Shared {
            profile: profile.into(),
            command: command.into(),
            plugin,
            open: Mutex::default(),
            next: Default::default(),
            changed: Default::default(),
        }))
    }

    /// A request as it was asked for, for [`Requests::denied`] and [`Requests::begin`].
    pub fn asked(&self, service: &str, method: &'static str, template: &str) -> Asked {
        let Shared { profile, command, plugin, .. } = &*self.0;
        Asked {
            profile: profile.clone(),
            plugin: plugin.clone(),
            command: command.clone(),
            service: service.into(),
            method,
            template: template.into(),
            path: None,
        }
    }

    /// Logs that a request was refused: answers the refusal, or why it could not be logged. Only what is refused has a
    /// line; the words of a refusal name parameters, never their values.
    pub fn denied(&self, asked: Asked, refused: Failure) -> Failure {
        if !refused.is_refusal() {
            return refused;
        }
        let rule = refused.error.causes.first().unwrap_or(&refused.error.message).as_str().into();
        match record(&Entry::Denied { asked, rule }) {
            Ok(()) => refused,
            Err(error) => Failure::not_sent(FAILED, error),
        }
    }

    /// A request may be sent now. One that may change something is announced first, on disk; where policy requires the
    /// log, so is every other.
    ///
    /// # Errors
    /// When the log cannot be written although policy requires it: then it may not be sent.
    pub fn begin(
        &self,
        mut asked: Asked,
        path: &str,
        may_change: bool,
        progress: &Arc<Progress>,
    ) -> Result<Ticket, Failure> {
        let settings = settings().unwrap_or_default();
        // Of a wildcard, the template alone says nothing.
        let is_wildcard = asked.template.0.contains("{+");
        asked.path = (settings.full_paths || is_wildcard).then(|| path.into());
        let announced = if may_change || settings.required {
            append(&Entry::Sending { asked: asked.clone() }, may_change)
                .map_err(|error| Failure::not_sent(FAILED, error.caused_by("nothing was sent")))?
        } else {
            None
        };
        let id = self.0.next.fetch_add(1, Ordering::Relaxed);
        self.0.open().insert(id, Open { asked, announced, may_change, progress: Arc::clone(progress) });
        Ok(Ticket { requests: self.clone(), id })
    }

    /// A request of the host's own, without a credential, that is sent now.
    ///
    /// # Errors
    /// As [`Requests::begin`].
    pub fn begin_own(&self, service: &str, path: &str) -> Result<Ticket, Failure> {
        let asked = Asked { plugin: None, ..self.asked(service, "GET", path) };
        let progress = Arc::default();
        let ticket = self.begin(asked, path, false, &progress)?;
        progress.sent();
        Ok(ticket)
    }

    /// What became so far of the requests that may change something, in words; nothing where there were none.
    pub fn changes(&self) -> Option<String> {
        let done = self.0.changed.load(Ordering::Relaxed);
        let open = self.0.open();
        let sent = open.values().filter(|open| open.may_change && open.progress.began.get().is_some()).count();
        if done == 0 && sent == 0 {
            return None;
        }
        let unknown = if sent == 0 { String::new() } else { format!(", and {sent} sent whose answer is not known") };
        let changes = if done == 1 { "change was" } else { "changes were" };
        Some(format!("{done} {changes} made{unknown}; nothing was undone"))
    }

    /// Logs all that have not come to their end: nobody waits for them any more.
    pub fn abandon(&self) {
        let open: Vec<_> = self.0.open().drain().collect();
        for (_, open) in open {
            open.abandoned();
        }
    }
}

impl Shared {
    fn open(&self) -> MutexGuard<'_, HashMap<u64, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request under way. Dropped before its end, it was abandoned.
#[derive(Debug)]
pub struct Ticket {
    requests: Requests,
    id: u64,
}

impl Ticket {
    /// Logs how it ended, and answers just that: or that it could not be logged although policy requires it.
    ///
    /// # Errors
    /// As the outcome has it.
    pub fn finish(self, outcome: Answered) -> Answered {
        let found = match &outcome {
            Ok(answer) => Outcome {
                status: Some(answer.status),
                bytes: Some(answer.body.len()),
                request_id: REQUEST_ID.iter().find_map(|name| {
                    answer.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str().into())
                }),
                ..Outcome::default()
            },
            Err(failure) => Outcome {
                failure: Some(failure.code),
                delivery: Some(match failure.delivery {
                    Delivery::NotSent => "not_sent",
                    Delivery::Unknown => "unknown",
                }),
                ..Outcome::default()
            },
        };
        self.end(found).map_err(|error| Failure { code: FAILED, error, delivery: Delivery::Unknown })?;
        outcome
    }

    /// Logs how it ended.
    ///
    /// # Errors
    /// When it cannot be logged although policy requires it.
    pub fn end(self, outcome: Outcome) -> Result<()> {
        let Some(open) = self.requests.0.open().remove(&self.id) else { return Ok(()) };
        if open.may_change && outcome.status.is_some_and(|status| status < 400) {
            self.requests.0.changed.fetch_add(1, Ordering::Relaxed);
        }
        open.end(outcome)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let open = self.requests.0.open().remove(&self.id);
        if let Some(open) = open {
            open.abandoned();
        }
    }
}

impl Open {
    fn end(self, outcome: Outcome) -> Result<()> {
        let Self { asked, announced, progress, .. } = self;
        let attempts = progress.attempts.load(Ordering::Relaxed);
        let ms = progress.began.get().map_or(0, |began| u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX));
        record(&Entry::Request { asked, announced, outcome: Outcome { attempts, ms, ..outcome } })
    }

    fn abandoned(self) {
        let was_sent = self.progress.began.get().is_some();
        let delivery = if was_sent { "unknown" } else { "not_sent" };
        // The run is over: there is nobody left to stop.
        let _ = self.end(Outcome { failure: Some("abandoned"), delivery: Some(delivery), ..Outcome::default() });
    }
}
