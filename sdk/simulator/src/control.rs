//! What a test can do to a running simulator: see its requests, put answers in their way, hold them back.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::scripted::Scripted;

/// Older records are dropped beyond this many, so that a benchmark does not fill the memory.
const RECORDS: usize = 100_000;
/// A held request goes on by itself after this time, so that a failing test ends.
const LONGEST_HOLD: Duration = Duration::from_secs(30);

/// Locks even after a panic elsewhere: the data are plain values, never left half-changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A request that arrived. It never holds the credential itself.
#[derive(Clone)]
pub struct Recorded {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query as they were sent.
    pub path: String,
    /// Status of the answer; `None` while there is none, or where the connection was cut instead.
    pub status: Option<u16>,
    /// Names (lower case) and values, without `authorization`, `proxy-authorization` and `cookie`.
    pub headers: Vec<(String, String)>,
    /// Scheme of the `Authorization` header, such as `Basic`.
    pub scheme: Option<String>,
    /// Name of the fixture credential that came with it, such as `site-basic`.
    pub credential: Option<&'static str>,
    /// Whether that credential was good for this path.
    pub accepted: bool,
    /// The body, as it was sent.
    pub body: Vec<u8>,
}

impl Recorded {
    /// The value of a header, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} -> {:?} ({})", self.method, self.path, self.status, self.credential.unwrap_or("-"))
    }
}

/// A hold on a path prefix: its requests wait until enough of them are there, or until [`Hold::release`], or for 30
/// seconds at most. Dropping it releases.
#[derive(Debug)]
pub struct Hold(Arc<Barrier>);

#[derive(Debug)]
struct Barrier {
    prefix: String,
    /// Requests that were held so far, and whether they may go on.
    state: watch::Sender<(usize, bool)>,
    until: usize,
}

impl Hold {
    /// Lets every request go on, now and later.
    pub fn release(&self) {
        self.0.state.send_modify(|state| state.1 = true);
    }

    /// How many requests came to the hold so far.
    pub fn arrived(&self) -> usize {
        self.0.state.borrow().0
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.release();
    }
}

/// The state behind the methods of [`crate::Simulator`].
#[derive(Debug, Default)]
pub(crate) struct Control {
    records: Mutex<Records>,
    scripts: Mutex<VecDeque<Scripted>>,
    holds: Mutex<Vec<Arc<Barrier>>>,
    in_flight: AtomicUsize,
    peak: AtomicUsize,
}

#[derive(Debug, Default)]
struct Records {
    kept: VecDeque<Recorded>,
    /// Number of the first one that is kept.
    first: usize,
}

/// Counts a request as in flight until it is dropped.
pub(crate) struct InFlight<'a>(&'a AtomicUsize);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Control {
    pub(crate) fn enter(&self) -> InFlight<'_> {
        let now = self.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        self.peak.fetch_max(now, Ordering::SeqCst);
        InFlight(&self.in_flight)
    }

    pub(crate) fn peak(&self) -> usize {
        self.peak.load(Ordering::SeqCst)
    }

    /// Keeps a request and returns its number.
    pub(crate) fn record(&self, request: Recorded) -> usize {
        let mut records = lock(&self.records);
        if records.kept.len() == RECORDS {
            records.kept.pop_front();
            records.first += 1;
        }
        records.kept.push_back(request);
        records.first + records.kept.len() - 1
    }

    /// Adds what became of a request.
    pub(crate) fn finish(&self, number: usize, status: Option<u16>, accepted: bool) {
        let mut records = lock(&self.records);
        let place = number.checked_sub(records.first);
        if let Some(record) = place.and_then(|place| records.kept.get_mut(place)) {
            record.status = status;
            record.accepted = accepted;
        }
    }

    pub(crate) fn requests(&self) -> Vec<Recorded> {
        lock(&self.records).kept.iter().cloned().collect()
    }

    pub(crate) fn reset(&self) {
        let mut records = lock(&self.records);
        // Numbers go on, so that a request still running does not finish in another's place.
        records.first += records.kept.len();
        records.kept.clear();
        self.peak.store(self.in_flight.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    pub(crate) fn script(&self, answer: Scripted) {
        lock(&self.scripts).push_back(answer);
    }

    pub(crate) fn clear_scripts(&self) {
        lock(&self.scripts).clear();
    }

    /// The first scripted answer for a request; used up unless it is one for always.
    pub(crate) fn scripted(&self, method: &str, path: &str) -> Option<Scripted> {
        let mut scripts = lock(&self.scripts);
        let place = scripts.iter().position(|script| script.fits(method, path))?;
        let script = scripts.get_mut(place)?;
        let answer = script.clone();
        if script.use_up() {
            scripts.remove(place);
        }
        Some(answer)
    }

    pub(crate) fn hold(&self, prefix: &str, until: usize) -> Hold {
        let state = watch::Sender::new((0, false));
        let barrier = Arc::new(Barrier { prefix: prefix.to_owned(), state, until });
        lock(&self.holds).push(Arc::clone(&barrier));
        Hold(barrier)
    }

    /// Waits where a hold says so.
    pub(crate) async fn wait(&self, path: &str) {
        let holds: Vec<_> = lock(&self.holds).iter().filter(|hold| path.starts_with(&hold.prefix)).cloned().collect();
        for hold in holds {
            let mut changes = hold.state.subscribe();
            hold.state.send_modify(|(arrived, released)| {
                *arrived += 1;
                *released |= *arrived >= hold.until;
            });
            let released = changes.wait_for(|(_, released)| *released);
            // An elapsed time is the documented way out; the test then fails at what it expects.
            let _ = tokio::time::timeout(LONGEST_HOLD, released).await;
        }
    }
}
