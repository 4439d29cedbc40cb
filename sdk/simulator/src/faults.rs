//! Failures on purpose, and the rate limit.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::control::lock;
use crate::options::{Fault, RateLimit};

/// Decides which requests fail. The n-th request of two runs with the same seed has the same fate.
#[derive(Debug)]
pub(crate) struct Dice {
    faults: Vec<Fault>,
    seed: u64,
    thrown: AtomicU64,
}

impl Dice {
    pub(crate) fn new(faults: Vec<Fault>, seed: u64) -> Self {
        Self { faults, seed, thrown: AtomicU64::new(0) }
    }

    /// The status to fail with, if this request is to fail.
    pub(crate) fn throw(&self) -> Option<u16> {
        if self.faults.is_empty() {
            return None;
        }
        let number = self.thrown.fetch_add(1, Ordering::Relaxed);
        let mut share = unit_interval(self.seed, number);
        for fault in &self.faults {
            if share < fault.probability {
                return Some(fault.status);
            }
            share -= fault.probability;
        }
        None
    }
}

/// SplitMix64: spreads counted numbers evenly, in five lines and without a crate.
#[expect(clippy::cast_precision_loss, reason = "the upper 53 bits fit an f64 exactly")]
fn unit_interval(seed: u64, number: u64) -> f64 {
    let mut z = seed.wrapping_add(number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^= z >> 31;
    (z >> 11) as f64 / (1_u64 << 53) as f64
}

/// Counts requests in windows that follow one another.
#[derive(Debug)]
pub(crate) struct Limiter {
    limit: RateLimit,
    start: Instant,
    /// Number of the window and the requests in it.
    window: Mutex<(u128, u32)>,
}

/// What the limiter says to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    pub(crate) allowed: bool,
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
}

impl Limiter {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self { limit, start: Instant::now(), window: Mutex::new((0, 0)) }
    }

    pub(crate) fn count(&self) -> Allowance {
        let number = self.start.elapsed().as_nanos() / self.limit.per.as_nanos().max(1);
        self.count_in(number)
    }

    fn count_in(&self, number: u128) -> Allowance {
        let mut window = lock(&self.window);
        if window.0 != number {
            *window = (number, 0);
        }
        let allowed = window.1 < self.limit.requests;
        if allowed {
            window.1 += 1;
        }
        Allowance { allowed, limit: self.limit.requests, remaining: self.limit.requests - window.1 }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn dice(seed: u64) -> Dice {
        let faults = vec![Fault { status: 503, probability: 0.25 }, Fault { status: 500, probability: 0.25 }];
        Dice::new(faults, seed)
    }

    #[test]
    fn the_same_seed_gives_the_same_failures() {
        let (one, two, other) = (dice(1), dice(1), dice(2));
        let throw = |dice: &Dice| (0..200).map(|_| dice.throw()).collect::<Vec<_>>();
        let first = throw(&one);
        assert_eq!(first, throw(&two));
        assert_ne!(first, throw(&other));
    }

    #[test]
    fn shares_are_about_right_and_the_ends_exact() {
        let dice = dice(0);
        let failed = (0..10_000).filter(|_| dice.throw() == Some(503)).count();
        assert!((2_300..2_700).contains(&failed), "{failed}");
        let never = Dice::new(vec![Fault { status: 500, probability: 0.0 }], 0);
        let always = Dice::new(vec![Fault { status: 500, probability: 1.0 }], 0);
        assert!((0..1000).all(|_| never.throw().is_none() && always.throw() == Some(500)));
    }

    #[test]
    fn a_window_allows_its_number_and_the_next_starts_anew() {
        let limiter = Limiter::new(RateLimit { requests: 2, per: Duration::from_secs(1) });
        let allowed = |window| limiter.count_in(window).allowed;
        assert_eq!([allowed(0), allowed(0), allowed(0), allowed(1)], [true, true, false, true]);
        assert_eq!(limiter.count_in(1), Allowance { allowed: true, limit: 2, remaining: 0 });
    }
}
