//! What every request needs: the data, and what was asked for at the start.

use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use crate::control::Control;
use crate::faults::{Dice, Limiter};
use crate::jira::bulk::Task;
use crate::jira::snapshot::Snapshots;
use crate::options::Options;
use crate::state::Data;

/// Shared by all requests.
#[derive(Debug)]
pub(crate) struct App {
    data: RwLock<Data>,
    pub(crate) snapshots: Mutex<Snapshots>,
    /// Bulk operations.
    pub(crate) tasks: Mutex<Vec<Task>>,
    pub(crate) control: Control,
    pub(crate) dice: Dice,
    pub(crate) limiter: Option<Limiter>,
    pub(crate) latency: Duration,
    pub(crate) retry_after: u32,
    pub(crate) quiet: bool,
    /// Origin of the site, for links: scheme, host and port.
    pub(crate) origin: String,
}

impl App {
    pub(crate) fn new(options: Options, data: Data, own_url: String) -> Self {
        Self {
            data: RwLock::new(data),
            snapshots: Mutex::default(),
            tasks: Mutex::default(),
            control: Control::default(),
            dice: Dice::new(options.fail, options.seed),
            limiter: options.rate_limit.map(Limiter::new),
            latency: options.latency,
            retry_after: options.retry_after,
            quiet: options.quiet,
            origin: options.public_url.map_or(own_url, |url| url.trim_end_matches('/').to_owned()),
        }
    }

    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Data> {
        self.data.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, Data> {
        self.data.write().unwrap_or_else(PoisonError::into_inner)
    }
}
