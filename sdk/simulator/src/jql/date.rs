//! Dates in queries: `2026-01-31`, `"2026/01/31 12:30"`, `-7d`, `"4w 2d"`, `now()`, `startOfDay()`.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::time::Millis;

const MINUTE: Millis = 60_000;
const DAY: Millis = 24 * 60 * MINUTE;

/// Reads a value against the present; `None` when it is no date. Times are in UTC, the time zone of the simulated site.
pub(crate) fn value(text: &str, now: Millis) -> Option<Millis> {
    period(text).map(|length| now + length).or_else(|| absolute(text))
}

/// Reads a function without arguments.
pub(crate) fn function(name: &str, now: Millis) -> Option<Millis> {
    match name.to_ascii_lowercase().as_str() {
        "now" => Some(now),
        "startofday" => Some(now - now.rem_euclid(DAY)),
        "endofday" => Some(now - now.rem_euclid(DAY) + DAY - 1),
        _ => None,
    }
}

fn period(text: &str) -> Option<Millis> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut parts = text.split_whitespace().peekable();
    parts.peek()?;
    parts.try_fold(0, |sum: Millis, part| sum.checked_add(unit(part)?)).map(|sum| sign * sum)
}

fn unit(part: &str) -> Option<Millis> {
    let scale = match part.chars().last()? {
        'w' => 7 * DAY,
        'd' => DAY,
        'h' => 60 * MINUTE,
        'm' => MINUTE,
        _ => return None,
    };
    part.get(..part.len() - 1)?.parse::<u32>().ok().map(|number| Millis::from(number) * scale)
}

fn absolute(text: &str) -> Option<Millis> {
    let text = text.replace('/', "-");
    let date = if text.contains(' ') {
        DateTime::strptime("%Y-%m-%d %H:%M", &text).ok()?
    } else {
        jiff::civil::Date::strptime("%Y-%m-%d", &text).ok()?.at(0, 0, 0, 0)
    };
    TimeZone::UTC.to_timestamp(date).ok().map(jiff::Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_read() {
        let now = crate::time::parse("2026-03-10T12:00:00Z").unwrap();
        let day = |text: &str| crate::time::parse(text).unwrap();
        for (text, expected) in [
            ("-7d", day("2026-03-03T12:00:00Z")),
            ("1w 1d", day("2026-03-18T12:00:00Z")),
            ("-30m", day("2026-03-10T11:30:00Z")),
            ("2026-01-31", day("2026-01-31T00:00:00Z")),
            ("2026/01/31 12:30", day("2026-01-31T12:30:00Z")),
        ] {
            assert_eq!(value(text, now), Some(expected), "{text}");
        }
        assert_eq!(function("startOfDay", now), Some(day("2026-03-10T00:00:00Z")));
        for wrong in ["yesterday", "", "-", "7x", "2026-13-01", "d", "-ü", "99999999999d"] {
            assert_eq!(value(wrong, now), None, "{wrong}");
        }
    }
}
