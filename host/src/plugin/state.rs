//! What the host keeps for one run of a guest.

use std::time::{Duration, Instant};

use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

use crate::error::Error;
use crate::http::{Failure, Pending, Service};
use crate::journal::Book;
use crate::output::{Lists, Output, Progress};
use crate::powerbox::Powerbox;

use super::limits::{Limiter, Limits};

/// Pollables, streams and other things of WASI that a guest may hold at once.
const MOST_RESOURCES: usize = 10_000;

/// State of one run. A store and its state serve one command and are then dropped.
pub struct HostState {
    /// The command's full name, for messages.
    pub command: String,
    /// Whether its manifest says that it emits text.
    pub emits_text: bool,
    /// Whether its manifest says that it asks the user.
    pub may_ask: bool,
    /// The service whose clones git may change for it, if its manifest says that it needs that.
    pub git: Option<&'static Service>,
    /// Its requests.
    pub pending: Pending,
    /// The files that the user named.
    pub powerbox: Powerbox,
    /// What it does to many things, and how far it is.
    pub journal: Book,
    /// What it shows.
    pub output: Output,
    /// Records of answers that it has not shown yet.
    pub lists: Lists,
    /// What it shows of its progress.
    pub progress: Progress,
    /// What it may use.
    pub limits: Limits,
    /// What it uses.
    pub limiter: Limiter,
    /// Failures that the host gave to the guest, in full: a guest passes on the words alone.
    pub failures: Vec<Error>,
    /// The first thing that the guest asked for and may not have.
    pub denied: Option<Error>,
    /// When the guest last did something of use, moved on by the time that it spent waiting for the site.
    pub last_work: Instant,
    wasi: WasiCtx,
    table: ResourceTable,
}

impl HostState {
    /// State for a run.
    pub fn new(
        command: String,
        (emits_text, may_ask): (bool, bool),
        pending: Pending,
        (powerbox, journal): (Powerbox, Book),
        output: Output,
        limits: Limits,
    ) -> Self {
        let mut table = ResourceTable::new();
        table.set_max_capacity(MOST_RESOURCES);
        Self {
            progress: Progress::new(&command),
            command,
            emits_text,
            may_ask,
            git: None,
            pending,
            powerbox,
            journal,
            output,
            lists: Lists::default(),
            limits,
            limiter: Limiter::new(limits),
            failures: Vec::new(),
            denied: None,
            last_work: Instant::now(),
            // No folders, environment, arguments, network or standard streams: nothing at all.
            wasi: WasiCtx::builder().build(),
            table,
        }
    }

    /// Notes that the guest did something of use: it was started, took an answer of the site's, or showed a result. Any
    /// other call is cheap, and a loop around it gets no further than a loop without it.
    pub fn worked(&mut self) {
        self.last_work = Instant::now();
    }

    /// Notes that the guest had to wait since then: that time is not its own.
    pub fn waited(&mut self, since: Instant) {
        self.last_work += since.elapsed();
    }

    /// What is left of the time that a guest may go on without anything of use.
    pub fn time_left(&self) -> Duration {
        self.limits.cpu.saturating_sub(self.last_work.elapsed())
    }

    /// Says that this time is over.
    pub fn out_of_time(&mut self) {
        let seconds = self.limits.cpu.as_secs_f64();
        self.limiter.exceeded = Some(format!("the limit of {seconds} s without a result or an answer"));
    }

    /// Remembers a failure in full before the guest gets its code and first sentence.
    pub fn remember(&mut self, failure: &Failure) {
        if failure.is_refusal() && self.denied.is_none() {
            self.denied = Some(failure.error.clone());
        }
        self.failures.push(failure.error.clone());
    }

    /// Refuses what is larger than one host call may carry.
    ///
    /// # Errors
    /// When it is; the guest ends there.
    pub fn bound(&self, what: &str, bytes: usize) -> wasmtime::Result<()> {
        if bytes <= self.limits.argument_bytes {
            return Ok(());
        }
        Err(wasmtime::Error::msg(format!("{what} has more than {} MiB", self.limits.argument_bytes >> 20)))
    }
}

impl WasiView for HostState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}
