//! How a simulator is started.

use std::str::FromStr;
use std::time::Duration;

/// What [`crate::Simulator::start`] needs to know; `Options::default()` is a quiet site without faults on any free port.
#[derive(Debug, Clone)]
pub struct Options {
    /// Port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// Generated issues in project DEMO, besides the hand-written ones.
    pub issues: usize,
    /// Added to every answer.
    pub latency: Duration,
    /// Answers that are replaced by failures.
    pub fail: Vec<Fault>,
    /// From when on 429 is answered.
    pub rate_limit: Option<RateLimit>,
    /// Seconds that `Retry-After` names in a 429 or 503.
    pub retry_after: u32,
    /// Start of the pseudo-random sequence that decides which requests fail.
    pub seed: u64,
    /// No line on stderr for each request.
    pub quiet: bool,
    /// Origin for `self` and `next` links, where clients come through a proxy; otherwise the simulator's own address.
    pub public_url: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            issues: 0,
            latency: Duration::ZERO,
            fail: Vec::new(),
            rate_limit: None,
            retry_after: 1,
            seed: 0,
            quiet: true,
            public_url: None,
        }
    }
}

/// A status that a share of the requests is answered with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fault {
    /// HTTP status, 400 to 599.
    pub status: u16,
    /// 0.0 never, 1.0 always.
    pub probability: f64,
}

impl FromStr for Fault {
    type Err = String;

    /// Reads `503:0.05`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not STATUS:SHARE, such as 503:0.05");
        let (status, probability) = text.split_once(':').ok_or_else(wrong)?;
        let fault = Self {
            status: status.parse().map_err(|_| wrong())?,
            probability: probability.parse().map_err(|_| wrong())?,
        };
        if !(400..600).contains(&fault.status) {
            return Err(format!("{} is not an error status (400 to 599)", fault.status));
        }
        if !(0.0..=1.0).contains(&fault.probability) {
            return Err(format!("the share {probability} is not between 0 and 1"));
        }
        Ok(fault)
    }
}

/// Requests that are answered in each stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// How many.
    pub requests: u32,
    /// In how long.
    pub per: Duration,
}

impl FromStr for RateLimit {
    type Err = String;

    /// Reads `10/s`, `600/m` or `3600/h`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not REQUESTS/UNIT, such as 10/s, 600/m or 3600/h");
        let (requests, unit) = text.split_once('/').ok_or_else(wrong)?;
        let seconds = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            _ => return Err(wrong()),
        };
        Ok(Self { requests: requests.parse().map_err(|_| wrong())?, per: Duration::from_secs(seconds) })
    }
}

/// Reads `250ms`, `2s` or `0`, for `--latency`.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is not a duration, such as 50ms or 2s");
    let (number, scale) = match text {
        "0" => return Ok(Duration::ZERO),
        _ if text.ends_with("ms") => (text.trim_end_matches("ms"), 1),
        _ if text.ends_with('s') => (text.trim_end_matches('s'), 1000),
        _ => return Err(wrong()),
    };
    number.parse::<u64>().map(|n| Duration::from_millis(n * scale)).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_and_checked() {
        assert_eq!("503:0.05".parse(), Ok(Fault { status: 503, probability: 0.05 }));
        for wrong in ["503", "200:0.5", "503:2", "x:0.1", "503:-1", "503:NaN"] {
            assert!(wrong.parse::<Fault>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn limits_and_durations_are_read_and_checked() {
        assert_eq!("10/s".parse(), Ok(RateLimit { requests: 10, per: Duration::from_secs(1) }));
        assert_eq!("3/h".parse(), Ok(RateLimit { requests: 3, per: Duration::from_secs(3600) }));
        assert!("10".parse::<RateLimit>().is_err() && "10/d".parse::<RateLimit>().is_err());
        assert_eq!(duration("50ms"), Ok(Duration::from_millis(50)));
        assert_eq!(duration("2s"), Ok(Duration::from_secs(2)));
        assert!(duration("2").is_err() && duration("ms").is_err());
    }
}
