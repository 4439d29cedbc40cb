//! What the host keeps for one run of a guest.

use std::time::Instant;

use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

use crate::error::Error;
use crate::http::{Failure, Pending};
use crate::output::Output;
use crate::powerbox::Powerbox;

use super::limits::{Limiter, Limits};

/// State of one run. A store and its state serve one command and are then dropped.
pub struct HostState {
    /// The command's full name, for messages.
    pub command: String,
    /// Whether its manifest says that it emits text.
    pub emits_text: bool,
    /// Its requests.
    pub pending: Pending,
    /// The files that the user named.
    pub powerbox: Powerbox,
    /// What it shows.
    pub output: Output,
    /// What it may use.
    pub limits: Limits,
    /// What it uses.
    pub limiter: Limiter,
    /// Failures that the host gave to the guest, in full: a guest passes on the words alone.
    pub failures: Vec<Error>,
    /// The first thing that the guest asked for and may not have.
    pub denied: Option<Error>,
    /// When the guest last came back from the host, or was started.
    pub last_call: Instant,
    wasi: WasiCtx,
    table: ResourceTable,
}

impl HostState {
    /// State for a run.
    pub fn new(
        command: String,
        emits_text: bool,
        pending: Pending,
        powerbox: Powerbox,
        output: Output,
        limits: Limits,
    ) -> Self {
        Self {
            command,
            emits_text,
            pending,
            powerbox,
            output,
            limits,
            limiter: Limiter::new(limits),
            failures: Vec::new(),
            denied: None,
            last_call: Instant::now(),
            // No folders, environment, arguments, network or standard streams: nothing at all.
            wasi: WasiCtx::builder().build(),
            table: ResourceTable::new(),
        }
    }

    /// Notes that the guest is back in its own code.
    pub fn touch(&mut self) {
        self.last_call = Instant::now();
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
