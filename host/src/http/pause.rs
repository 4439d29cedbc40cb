//! When a request is sent again, and after what pause.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use crate::plugin::manifest::Effect;

use super::lost::Lost;

/// Sendings of one request at most.
pub(super) const ATTEMPTS: u32 = 4;
/// First pause before sending again; doubled each time.
const PAUSE: Duration = Duration::from_millis(250);
/// A site that asks for a longer pause than this gets none: its answer goes to the user.
pub(super) const LONGEST: Duration = Duration::from_secs(60);

/// What comes after an attempt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Another one, after a pause.
    Again(Duration),
    /// None: the site asks for too long a pause.
    TooLong,
    /// None.
    Enough,
}

impl Next {
    /// The pause of all requests there, after an answer that says that there are too many. What is too long is waited for
    /// by none: each is told so.
    pub(super) fn for_all(&self) -> Option<Duration> {
        match self {
            Self::Again(pause) => Some(*pause),
            Self::Enough => Some(PAUSE),
            Self::TooLong => None,
        }
    }
}

/// What only reads may be sent again when the site is busy; a write only when it certainly was not taken.
pub(super) fn after_answer(status: u16, headers: &HeaderMap, effect: Effect, attempt: u32) -> Next {
    if status != 429 && !(effect == Effect::Read && matches!(status, 502..=504)) {
        return Next::Enough;
    }
    match asked(headers) {
        Some(pause) if pause > LONGEST => Next::TooLong,
        _ if attempt >= ATTEMPTS => Next::Enough,
        Some(pause) => Next::Again(pause),
        None => Next::Again(backoff(attempt)),
    }
}

/// A lost connection is worth another attempt; a site that cannot be reached, trusted or understood is not.
pub(super) fn after_loss(lost: &Lost, effect: Effect, attempt: u32) -> Next {
    if effect == Effect::Read && lost.is_passing() && attempt < ATTEMPTS {
        Next::Again(backoff(attempt))
    } else {
        Next::Enough
    }
}

/// The pause that the site asks for: seconds, or a date, which counts from the site's own clock.
fn asked(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let value = text(RETRY_AFTER)?;
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number has are a long time.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let until = date(value)?;
    let now = text(DATE).and_then(date).unwrap_or_else(Timestamp::now);
    // What has passed needs no pause.
    Some(Duration::try_from(until.duration_since(now)).unwrap_or(Duration::ZERO))
}

fn date(text: &str) -> Option<Timestamp> {
    // A wrong day of the week is no reason to take no notice of the date.
    rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok()
}

/// Doubles each time, with up to half as much again at random, so that many clients do not come back together.
fn backoff(attempt: u32) -> Duration {
    let pause = PAUSE * 2_u32.pow(attempt - 1);
    let mut byte = [0_u8; 1];
    let jitter = if getrandom::fill(&mut byte).is_ok() { u32::from(byte[0]) } else { 128 };
    pause + pause / 2 * jitter / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_bounded() {
        for attempt in 1..ATTEMPTS {
            let least = PAUSE * 2_u32.pow(attempt - 1);
            let pause = backoff(attempt);
            assert!(pause >= least && pause <= least + least / 2, "{attempt}: {pause:?}");
        }
    }

    #[test]
    fn what_the_site_asks_for_is_understood_and_bounded() {
        let next = |retry_after: &str, effect| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, retry_after.parse().unwrap());
            headers.insert(DATE, "Wed, 21 Oct 2026 07:28:00 GMT".parse().unwrap());
            after_answer(503, &headers, effect, 1)
        };
        let seconds = |seconds| Next::Again(Duration::from_secs(seconds));
        for (value, expected) in [
            (" 7 ", seconds(7)),
            ("0", seconds(0)),
            ("60", seconds(60)),
            ("61", Next::TooLong),
            ("315360000", Next::TooLong),
            ("99999999999999999999999999", Next::TooLong),
            ("Wed, 21 Oct 2026 07:28:30 GMT", seconds(30)),
            ("Wed, 21 Oct 2026 07:00:00 GMT", seconds(0)),
            ("Wed, 21 Oct 2036 07:28:00 GMT", Next::TooLong),
            ("Thu, 31 Dec 9998 23:59:59 GMT", Next::TooLong),
        ] {
            assert_eq!(next(value, Effect::Read), expected, "{value}");
            assert_eq!(next(value, Effect::Write), Next::Enough, "{value}");
        }
        for odd in ["", "-5", "1.5", "soon", "Wed, 99 Oct 2026 07:28:00 GMT"] {
            assert!(matches!(next(odd, Effect::Read), Next::Again(pause) if pause < Duration::from_secs(1)), "{odd}");
        }
    }

    #[test]
    fn a_write_is_sent_again_only_when_it_was_not_taken() {
        let none = HeaderMap::new();
        assert!(matches!(after_answer(429, &none, Effect::Write, 1), Next::Again(_)));
        assert_eq!(after_answer(429, &none, Effect::Write, ATTEMPTS), Next::Enough);
        for status in [200, 400, 500, 502, 503, 504] {
            assert_eq!(after_answer(status, &none, Effect::Write, 1), Next::Enough, "{status}");
        }
    }
}
