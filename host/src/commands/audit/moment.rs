//! A moment as one types it: a date, a time, or how long ago.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan, ZonedDateTime};

/// Which end of a day a date without a time means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// Its beginning.
    Since,
    /// Its end.
    Until,
}

/// Reads `2026-11-01`, `today`, `yesterday`, `2026-11-01T09:30`, `2026-11-01T09:30:00Z`, or a duration before now such as
/// `2h` or `-7d`.
///
/// # Errors
/// A sentence about what it is not.
pub(super) fn parse(text: &str, edge: Edge, now: &ZonedDateTime) -> Result<Timestamp, String> {
    let text = text.trim();
    let zone = now.time_zone();
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    let date = match text {
        "today" => Some(now.date()),
        "yesterday" => now.date().yesterday().ok(),
        _ if text.contains([':', 'T']) => None,
        _ => text.parse::<Date>().ok(),
    };
    if let Some(date) = date {
        let day = match edge {
            Edge::Since => date,
            Edge::Until => date.checked_add(1.day()).map_err(|error| error.to_string())?,
        };
        return at(day.at(0, 0, 0, 0), zone);
    }
    if let Ok(moment) = text.parse::<DateTime>() {
        return at(moment, zone);
    }
    // Elsewhere, dates in the past have a sign: it may stand here, too.
    let ago: Span = text.strip_prefix('-').unwrap_or(text).parse().map_err(|_| {
        "it is neither a date such as `2026-11-01` or `yesterday`, nor a time such as `2026-11-01T09:30`, nor a duration \
         such as `2h` or `-7d`"
            .to_owned()
    })?;
    if ago.is_negative() {
        return Err("a duration counts back from now".to_owned());
    }
    now.checked_sub(ago).map(|moment| moment.timestamp()).map_err(|error| error.to_string())
}

fn at(moment: DateTime, zone: &TimeZone) -> Result<Timestamp, String> {
    moment.to_zoned_datetime(zone.clone()).map(|moment| moment.timestamp()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_times_and_durations() {
        let now: ZonedDateTime = "2026-11-23T12:00:00+01:00[Europe/Berlin]".parse().unwrap();
        for (text, since, until) in [
            ("2026-11-01", "2026-10-31T23:00:00Z", "2026-11-01T23:00:00Z"),
            ("2026-11-01T09:30", "2026-11-01T08:30:00Z", "2026-11-01T08:30:00Z"),
            ("2026-11-01 09:30:15", "2026-11-01T08:30:15Z", "2026-11-01T08:30:15Z"),
            ("2026-11-01T09:30:00Z", "2026-11-01T09:30:00Z", "2026-11-01T09:30:00Z"),
            ("2h", "2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z"),
            ("90m", "2026-11-23T09:30:00Z", "2026-11-23T09:30:00Z"),
            (" 7d ", "2026-11-16T11:00:00Z", "2026-11-16T11:00:00Z"),
            ("-2h", "2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z"),
            ("yesterday", "2026-11-21T23:00:00Z", "2026-11-22T23:00:00Z"),
            ("1w 1d", "2026-11-15T11:00:00Z", "2026-11-15T11:00:00Z"),
        ] {
            for (edge, expected) in [(Edge::Since, since), (Edge::Until, until)] {
                assert_eq!(parse(text, edge, &now), Ok(expected.parse().unwrap()), "{text} {edge:?}");
            }
        }
        for wrong in ["", "soon", "2026-13-01", "7", "--2h", "99999999y"] {
            assert!(parse(wrong, Edge::Since, &now).is_err(), "{wrong}");
        }
    }
}
