//! What a busy site asks of one request, all requests of the run obey: they pause together, and then fewer go at once.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use url::Url;

use crate::interrupt;

/// How often a pause looks whether the user has interrupted it.
const LOOK: Duration = Duration::from_millis(100);
/// From so many at once on, nothing is slowed any more.
const FREE: f64 = 64.0;

/// How fast requests may go, by origin.
#[derive(Debug, Default)]
pub(super) struct Brake {
    sites: Mutex<HashMap<String, Site>>,
    changed: Notify,
}

#[derive(Debug)]
struct Site {
    /// Until then nothing is sent.
    until: Instant,
    /// Requests that may be under way at once.
    allowed: f64,
    /// Those that are.
    running: u32,
}

impl Site {
    fn new() -> Self {
        Self { until: Instant::now(), allowed: f64::INFINITY, running: 0 }
    }
}

/// One request that may be sent; it is over when this is dropped.
#[derive(Debug)]
pub(super) struct Pass<'a> {
    brake: &'a Brake,
    origin: String,
    counts: bool,
}

/// The user has interrupted a run that waited for its turn.
#[derive(Debug)]
pub(super) struct Interrupted;

impl Brake {
    fn sites(&self) -> MutexGuard<'_, HashMap<String, Site>> {
        self.sites.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a request may be sent there. One that takes long by nature, a file, does not count among the others.
    ///
    /// # Errors
    /// When the user interrupts a pause of a run that ends gently.
    pub(super) async fn pass(&self, url: &Url, counts: bool) -> Result<Pass<'_>, Interrupted> {
        let origin = url.origin().ascii_serialization();
        loop {
            // Made before it is looked, so that no change in between is missed.
            let changed = self.changed.notified();
            let pause = {
                let mut sites = self.sites();
                let site = sites.entry(origin.clone()).or_insert_with(Site::new);
                let pause = site.until.saturating_duration_since(Instant::now());
                if pause.is_zero() && (!counts || f64::from(site.running) < site.allowed) {
                    site.running += u32::from(counts);
                    return Ok(Pass { brake: self, origin, counts });
                }
                pause
            };
            if interrupt::is_asked() {
                return Err(Interrupted);
            }
            if pause.is_zero() {
                // Whoever is under way ends some time.
                let _ = tokio::time::timeout(LOOK, changed).await;
            } else {
                tokio::time::sleep(pause.min(LOOK)).await;
            }
        }
    }

    /// The site is busy: everyone pauses, and half as many go at once afterwards. Whether nobody has paused yet.
    pub(super) fn hold(&self, url: &Url, pause: Duration) -> bool {
        let mut sites = self.sites();
        let site = sites.entry(url.origin().ascii_serialization()).or_insert_with(Site::new);
        let now = Instant::now();
        // Those that were sent before it was known count once.
        let is_first = site.until <= now;
        if is_first {
            let before = if site.allowed.is_finite() { site.allowed } else { f64::from(site.running + 1) };
            site.allowed = (before / 2.0).max(1.0);
        }
        site.until = site.until.max(now + pause);
        is_first
    }

    /// The site has taken a request: little by little, more go at once again.
    pub(super) fn ease(&self, url: &Url) {
        let mut sites = self.sites();
        if let Some(site) = sites.get_mut(&url.origin().ascii_serialization()).filter(|site| site.allowed.is_finite()) {
            site.allowed += 1.0 / site.allowed;
            if site.allowed > FREE {
                site.allowed = f64::INFINITY;
            }
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if let Some(site) = self.brake.sites().get_mut(&self.origin) {
            site.running = site.running.saturating_sub(u32::from(self.counts));
        }
        self.brake.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[tokio::test]
    async fn a_busy_site_slows_all_requests_to_it_and_no_others() {
        let (site, other) = (url("https://a.example/x"), url("https://b.example/x"));
        let brake = Brake::default();
        let passes: Vec<_> = (0..8).map(|_| brake.pass(&site, true).now_or_never().unwrap().unwrap()).collect();
        brake.hold(&site, Duration::from_secs(3600));
        // One of the same burst: what everybody knows by now halves nothing again.
        brake.hold(&site, Duration::ZERO);
        drop(passes);
        assert!(brake.pass(&url("https://a.example/y"), true).now_or_never().is_none());
        assert!(brake.pass(&site, false).now_or_never().is_none());
        assert!(brake.pass(&other, true).now_or_never().is_some());
        assert!(brake.pass(&url("https://a.example:444/x"), true).now_or_never().is_some());
    }

    #[tokio::test]
    async fn after_the_pause_few_go_at_once_and_then_more() {
        let site = url("https://a.example/x");
        let brake = Brake::default();
        let running: Vec<_> = (0..7).map(|_| brake.pass(&site, true).now_or_never().unwrap().unwrap()).collect();
        brake.hold(&site, Duration::ZERO);
        drop(running);
        let at_once = || {
            let mut passes = Vec::new();
            while let Some(Ok(pass)) = brake.pass(&site, true).now_or_never() {
                passes.push(pass);
                assert!(passes.len() < 100);
            }
            passes.len()
        };
        assert_eq!(at_once(), 4);
        (0..5).for_each(|_| brake.ease(&site));
        assert_eq!(at_once(), 6);
        (0..3).for_each(|_| _ = brake.hold(&site, Duration::ZERO));
        assert_eq!(at_once(), 1);
        (0..5000).for_each(|_| brake.ease(&site));
        assert!(brake.sites()["https://a.example"].allowed.is_infinite());
    }

    #[tokio::test]
    async fn the_next_goes_when_one_is_over() {
        let site = url("https://a.example/x");
        let brake = Brake::default();
        brake.hold(&site, Duration::ZERO);
        let first = brake.pass(&site, true).await.unwrap();
        let second = brake.pass(&site, true);
        tokio::pin!(second);
        assert!(second.as_mut().now_or_never().is_none());
        drop(first);
        second.await.unwrap();
    }
}
