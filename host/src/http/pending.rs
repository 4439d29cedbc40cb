//! Requests under way: a guest starts them, waits for handles and takes answers.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;
use url::Url;

use crate::audit;
use crate::credential::Source;
use crate::error::{Context, Error, Kind, Result};
use crate::output;
use crate::plugin::manifest::Effect;
use crate::policy::{Decision, Question, consent};

use super::planned::Planned;
use super::prepared::{Permit, Prepared, Request, prepare};
use super::proxy::Route;
use super::send::{Response, Sending, send};
use super::trace::Trace;
use super::{Delivery, Failure, Service, Session, service};

/// Bounds of one run's requests.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Requests on the wire at once; the rest wait.
    pub in_flight: usize,
    /// Handles that a guest may hold at once.
    pub started: usize,
    /// Largest decoded answer, in bytes.
    pub largest_answer: usize,
    /// Bytes of answers that a guest has not taken yet.
    pub held_answers: usize,
    /// Longest time that one wait may take.
    pub longest_wait: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            in_flight: 16,
            started: 256,
            largest_answer: 32 << 20,
            held_answers: 256 << 20,
            longest_wait: Duration::from_secs(600),
        }
    }
}

/// A guest's handle of a request or timer.
pub type Handle = u32;

/// The outcome behind a handle.
pub type Outcome = std::result::Result<Response, Failure>;

/// The requests of one run. Answers arrive on a thread of their own while the guest computes.
#[derive(Debug)]
pub struct Pending {
    session: Arc<Session>,
    permit: Permit,
    audit: audit::Requests,
    limits: Limits,
    runtime: Option<Runtime>,
    wire: Arc<Semaphore>,
    shared: Arc<Shared>,
    next: Handle,
    /// Bytes of files that were sent or saved so far.
    progress: Arc<AtomicU64>,
    planned: Vec<Planned>,
    /// Deletions that the user has granted and that were not begun yet.
    granted: u64,
}

#[derive(Debug, Default)]
struct Shared {
    slots: Mutex<HashMap<Handle, Slot>>,
    ready: Condvar,
}

#[derive(Debug)]
enum Slot {
    Running(Option<AbortHandle>),
    Ready(Outcome),
}

impl Slot {
    fn bytes(&self) -> usize {
        match self {
            Self::Ready(Ok(response)) => response.body.len(),
            _ => 0,
        }
    }
}

impl Shared {
    fn slots(&self) -> MutexGuard<'_, HashMap<Handle, Slot>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn finish(&self, handle: Handle, outcome: Outcome, most: usize) {
        let mut slots = self.slots();
        let held: usize = slots.values().map(Slot::bytes).sum();
        let outcome = outcome.and_then(|response| {
            if held.saturating_add(response.body.len()) > most { Err(too_much_held(most)) } else { Ok(response) }
        });
        // A cancelled handle is no longer there.
        if let Some(slot) = slots.get_mut(&handle) {
            *slot = Slot::Ready(outcome);
            self.ready.notify_all();
        }
    }
}

impl Pending {
    /// No requests yet, and no thread.
    pub fn new(session: Arc<Session>, permit: Permit, limits: Limits) -> Self {
        let audit = audit::Requests::new(&session.selected.name, &permit.command, None);
        Self {
            session,
            permit,
            audit,
            limits,
            runtime: None,
            wire: Arc::new(Semaphore::new(limits.in_flight)),
            shared: Arc::default(),
            next: 1,
            progress: Arc::default(),
            planned: Vec::new(),
            granted: 0,
        }
    }

    /// Requests of a plugin.
    #[must_use]
    pub fn of_plugin(mut self, plugin: audit::Plugin) -> Self {
        self.audit = audit::Requests::new(&self.session.selected.name, &self.permit.command, Some(plugin));
        self
    }

    /// What may be asked for.
    pub fn permit(&self) -> &Permit {
        &self.permit
    }

    /// What its requests may use.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// What is logged of the requests.
    pub fn requests(&self) -> audit::Requests {
        self.audit.clone()
    }

    /// The profile and its credentials, to be kept beyond these requests.
    pub fn session_handle(&self) -> &Arc<Session> {
        &self.session
    }

    /// The profile and its credentials.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Checks a request, attaches the credential and begins to send it.
    ///
    /// # Errors
    /// When it is not allowed, has no credential, or too many are under way; nothing has been sent then.
    pub fn start(&mut self, request: Request) -> std::result::Result<Handle, Failure> {
        self.room()?;
        let asked = self.audit.asked(&request.service, request.method.as_str(), &request.template);
        self.learn_cloud_id(&request)?;
        let mut prepared = prepare(request, &self.permit, &self.session)
            .and_then(|prepared| self.decide(&prepared).map(|()| prepared))
            .map_err(|refused| self.audit.denied(asked.clone(), refused))?;
        prepared.progress = Arc::clone(&self.progress);
        let sending = self.sending(&prepared).map_err(|error| Failure::not_sent("unauthenticated", error))?;
        let may_change = prepared.effect != Effect::Read;
        let ticket = self.audit.begin(asked, prepared.url.path(), may_change, &sending.progress)?;
        let wire = Arc::clone(&self.wire);
        self.spawn(async move {
            // The semaphore is never closed.
            let _permit = wire.acquire().await;
            ticket.finish(send(prepared, sending).await)
        })
        .map_err(|error| Failure::not_sent("limit", error))
    }

    /// A handle that is ready after a while.
    ///
    /// # Errors
    /// When too many handles are held.
    pub fn timer(&mut self, after: Duration) -> std::result::Result<Handle, Failure> {
        self.room()?;
        let after = after.min(self.limits.longest_wait);
        self.spawn(async move {
            tokio::time::sleep(after).await;
            Ok(Response { status: 0, headers: Vec::new(), body: Vec::new(), saved: None, redacted: false })
        })
        .map_err(|error| Failure::not_sent("limit", error))
    }

    /// What the rules of this run, and the user, say to a request.
    fn decide(&mut self, prepared: &Prepared) -> std::result::Result<(), Failure> {
        let session = Arc::clone(&self.session);
        let question = Question {
            command: &self.permit.command,
            profile: &session.selected.name,
            service: &prepared.service_name,
            method: prepared.method.as_str(),
            template: &prepared.template,
            path: &prepared.path,
            base: &prepared.base,
            effect: prepared.effect,
        };
        match session.rules.decide(&question) {
            Decision::Allow => Ok(()),
            Decision::Refuse(code, error) => Err(Failure::not_sent(code, error)),
            Decision::Confirm if self.granted > 0 => {
                self.granted -= 1;
                Ok(())
            }
            Decision::Confirm => {
                consent::to(&question, &prepared.url).map_err(|error| Failure::not_sent("denied", error))
            }
            Decision::Plan => {
                self.planned.push(Planned::of(prepared));
                let error = Error::refused("a dry run sends no writes");
                Err(Failure::not_sent("dry-run", error))
            }
        }
    }

    /// Asks the user for what the plugin wants to do, and lets that many requests delete without another question.
    ///
    /// # Errors
    /// When the command may not ask, this run is read only, nobody is there, or the user does not agree.
    pub fn confirm(
        &mut self,
        may_ask: bool,
        action: &str,
        count: u64,
        sample: &[String],
    ) -> std::result::Result<(), Failure> {
        let command = &self.permit.command;
        let rules = &self.session.rules;
        if !may_ask {
            let error =
                Error::refused(format!("`{command}` asked the user something, which its manifest does not declare"));
            return Err(Failure::not_sent("denied", error));
        }
        if let Some(error) = rules.refuse_writing(command, "ask to change something") {
            return Err(Failure::not_sent("read-only", error));
        }
        if rules.dry_run {
            return Ok(());
        }
        if !rules.yes {
            let wish = consent::Wish { command, profile: &self.session.selected.name, action, count, sample };
            consent::to_all(&wish).map_err(|error| Failure::not_sent("denied", error))?;
        }
        self.granted = count;
        Ok(())
    }

    /// The writes that a dry run has not sent since the last look.
    pub fn take_planned(&mut self) -> Vec<Planned> {
        std::mem::take(&mut self.planned)
    }

    fn room(&self) -> std::result::Result<(), Failure> {
        if self.shared.slots().len() < self.limits.started {
            return Ok(());
        }
        let error = Error::failed(format!("more than {} requests are under way at once", self.limits.started));
        Err(Failure::not_sent("busy", error))
    }

    /// Some services are addressed by the site's cloud id, which a profile need not know: the site is asked for it, once
    /// a run and only for a command that may use the service. Where it does not tell, the address says what is missing.
    fn learn_cloud_id(&mut self, request: &Request) -> std::result::Result<(), Failure> {
        let mut declared = self.permit.endpoints.iter();
        if !declared.any(|endpoint| endpoint.service == request.service && endpoint.template == request.template) {
            return Ok(());
        }
        let Some(service) = service(&request.service) else { return Ok(()) };
        let Some(site) = self.session.site_to_ask(service) else { return Ok(()) };
        let about =
            |route: &Route, _: &Source| format!("`{}` asks {site} for its cloud id, {route}", self.permit.command);
        let sending = self.sending_to(service, &site, about);
        let sending = sending.map_err(|error| Failure::not_sent("unauthenticated", error))?;
        let (told, hears) = mpsc::channel();
        let runtime = self.runtime().map_err(|error| Failure::not_sent("limit", error))?;
        runtime.spawn(async move {
            if let Some(gateway) = sending.gateway.clone() {
                gateway.learn(&sending).await;
            }
            // Nobody listens any more when the run has ended.
            let _ = told.send(());
        });
        // It ends with the task, at the latest when the site has been silent for too long.
        let _ = hears.recv();
        Ok(())
    }

    fn sending(&self, prepared: &Prepared) -> Result<Sending> {
        self.sending_to(prepared.service, &prepared.url, |route, source| self.about(prepared, route, source))
    }

    /// What a request to an address goes with; `about` says in words what it is, for `--debug`.
    fn sending_to(
        &self,
        service: &Service,
        url: &Url,
        about: impl FnOnce(&Route, &Source) -> String,
    ) -> Result<Sending> {
        let session = &self.session;
        let credential = session.credential(service.credential)?;
        // First of all: whoever edited the address learns nothing, not even through a proxy.
        let authorization = credential.authorization(url)?;
        let (route, client) = session.client(url)?;
        let (headers, mut redactor) = session.headers(credential)?;
        route.redact(&mut redactor);
        let trace = output::shows_debug().then(|| {
            let about = about(&route, &credential.source);
            Trace::begin(&about, redactor.clone(), &headers)
        });
        Ok(Sending {
            session: Arc::clone(session),
            client,
            route,
            authorization,
            headers,
            redactor,
            largest: self.limits.largest_answer,
            trace,
            credential: credential.clone(),
            gateway: session.gateway(service.credential),
            audit: self.audit.clone(),
            progress: Arc::default(),
        })
    }

    /// Whose request it is and where it goes, for `--debug`.
    fn about(&self, prepared: &Prepared, route: &Route, source: &Source) -> String {
        let selected = &self.session.selected;
        format!(
            "`{}` asks {} at {} ({}), {route}; profile `{}`, token {source}",
            self.permit.command,
            prepared.service.title,
            prepared.base,
            prepared.service.place(selected),
            selected.name,
        )
    }

    fn spawn(&mut self, work: impl Future<Output = Outcome> + Send + 'static) -> Result<Handle> {
        let handle = self.next;
        self.next = self.next.checked_add(1).ok_or_else(|| Error::failed("too many requests in one run"))?;
        let shared = Arc::clone(&self.shared);
        shared.slots().insert(handle, Slot::Running(None));
        let most = self.limits.held_answers;
        let task = self.runtime()?.spawn(async move {
            let outcome = work.await;
            shared.finish(handle, outcome, most);
        });
        if let Some(Slot::Running(abort)) = self.shared.slots().get_mut(&handle) {
            *abort = Some(task.abort_handle());
        }
        Ok(handle)
    }

    fn runtime(&mut self) -> Result<&Runtime> {
        let runtime = match self.runtime.take() {
            Some(runtime) => runtime,
            None => tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()
                .context(Kind::Failed, || "the network thread cannot be started".to_owned())?,
        };
        Ok(self.runtime.insert(runtime))
    }

    /// Blocks until at least one of the handles is ready, and answers which are.
    ///
    /// # Errors
    /// When the list is empty, a handle is foreign, or the longest wait is over.
    pub fn wait(&self, handles: &[Handle]) -> Result<Vec<Handle>> {
        if handles.is_empty() {
            return Err(Error::failed("the plugin waits for nothing"));
        }
        let mut deadline = Instant::now() + self.limits.longest_wait;
        let mut progress = self.progress.load(Ordering::Relaxed);
        let mut slots = self.shared.slots();
        loop {
            let mut ready = Vec::new();
            for handle in handles {
                match slots.get(handle) {
                    Some(Slot::Ready(_)) => ready.push(*handle),
                    Some(Slot::Running(_)) => {}
                    None => return Err(foreign(*handle)),
                }
            }
            if !ready.is_empty() {
                return Ok(ready);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let now = self.progress.load(Ordering::Relaxed);
            if left.is_zero() && now != progress {
                // A large file is on its way, and moves.
                progress = now;
                deadline = Instant::now() + self.limits.longest_wait;
                continue;
            }
            if left.is_zero() {
                return Err(Error::new(Kind::TryLater, "the site did not answer within the longest wait")
                    .caused_by(format!("a plugin waits {} s at most", self.limits.longest_wait.as_secs())));
            }
            slots = self.shared.ready.wait_timeout(slots, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The outcome behind a ready handle, which is gone afterwards.
    ///
    /// # Errors
    /// When the handle is foreign or not ready.
    pub fn take(&self, handle: Handle) -> Result<Outcome> {
        let mut slots = self.shared.slots();
        match slots.remove(&handle) {
            Some(Slot::Ready(outcome)) => Ok(outcome),
            Some(running) => {
                slots.insert(handle, running);
                Err(Error::failed(format!("the plugin takes handle {handle}, which is not ready")))
            }
            None => Err(foreign(handle)),
        }
    }

    /// Forgets a handle and abandons its request.
    ///
    /// # Errors
    /// When the handle is foreign.
    pub fn cancel(&self, handle: Handle) -> Result<()> {
        match self.shared.slots().remove(&handle) {
            Some(Slot::Running(Some(task))) => {
                task.abort();
                Ok(())
            }
            Some(_) => Ok(()),
            None => Err(foreign(handle)),
        }
    }

    /// One request from start to end, for the host's own commands.
    ///
    /// # Errors
    /// As [`Pending::start`] and sending.
    pub fn send(&mut self, request: Request) -> std::result::Result<Response, Failure> {
        let handle = self.start(request)?;
        // It was begun, so it may have arrived.
        let lost = |error| Failure { code: "timeout", error, delivery: Delivery::Unknown };
        self.wait(&[handle]).and_then(|_| self.take(handle)).map_err(lost)?
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.audit.abandon();
        if let Some(runtime) = self.runtime.take() {
            // What nobody waits for any more does not keep the process.
            runtime.shutdown_background();
        }
    }
}

/// The answer is there and cannot be kept.
fn too_much_held(most: usize) -> Failure {
    let error = Error::failed("the plugin left too many answers untaken")
        .caused_by(format!("answers that a plugin has not taken yet may have {} MiB together", most >> 20))
        .hinted("this is a mistake of the plugin's, not of yours");
    Failure { code: "too-large", error, delivery: Delivery::Unknown }
}

fn foreign(handle: Handle) -> Error {
    Error::failed(format!("the plugin uses handle {handle}, which it does not hold"))
}
