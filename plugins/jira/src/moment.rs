//! Moments as Jira's boards read them: with milliseconds and an offset.

use atlassian_plugin_sdk::prelude::*;

const DAY: i64 = 86_400_000;

/// A typed date, with the milliseconds that it lacks.
pub(crate) fn sent(date: &Date) -> String {
    let text = date.0.as_str();
    let Some((day, time)) = text.split_once('T') else { return text.to_owned() };
    let end = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, offset) = time.split_at(end);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let millis: String = fraction.chars().chain("000".chars()).take(3).collect();
    format!("{day}T{clock}.{millis}{offset}")
}

/// The present moment, in UTC.
pub(crate) fn now(cx: &Cx) -> String {
    utc(i64::try_from(cx.now().unix_ms).unwrap_or(i64::MAX))
}

/// Milliseconds since 1970 as a moment.
pub(crate) fn utc(unix_ms: i64) -> String {
    let (days, rest) = (unix_ms.div_euclid(DAY), unix_ms.rem_euclid(DAY));
    let (year, month, day) = civil(days);
    let (hours, minutes, seconds, millis) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{millis:03}+00:00")
}

/// Days since 1970 as a date of the Gregorian calendar; <https://howardhinnant.github.io/date_algorithms.html> explains it.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day_of_year - (153 * from_march + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_dates_get_milliseconds() {
        for (typed, expected) in [
            ("2026-03-30T00:00:00+02:00", "2026-03-30T00:00:00.000+02:00"),
            ("2026-03-30T12:30:15.5-05:00", "2026-03-30T12:30:15.500-05:00"),
            ("2026-03-30T12:30:15.123456Z", "2026-03-30T12:30:15.123Z"),
        ] {
            assert_eq!(sent(&Date(typed.to_owned())), expected);
        }
    }

    #[test]
    fn moments_are_those_of_the_calendar() {
        for (unix_ms, expected) in [
            (0, "1970-01-01T00:00:00.000+00:00"),
            (951_782_400_000, "2000-02-29T00:00:00.000+00:00"),
            (1_767_323_045_678, "2026-01-02T03:04:05.678+00:00"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999+00:00"),
        ] {
            assert_eq!(utc(unix_ms), expected);
        }
    }
}
