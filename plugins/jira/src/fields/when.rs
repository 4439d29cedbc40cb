//! Days and moments, as people type them in a field: `2026-01-31`, `tomorrow`, `+7d`, `2026-01-31T10:00`.

use atlassian_plugin_sdk::Now;

const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;

/// A day, `2026-01-31`.
pub(crate) fn date(text: &str, now: Now) -> Option<String> {
    let words = text.to_ascii_lowercase();
    let today = || local_day(now);
    match words.as_str() {
        "today" => Some(written(today()?)),
        "tomorrow" => Some(written(today()? + 1)),
        "yesterday" => Some(written(today()? - 1)),
        _ => match period(&words) {
            Some(days) => Some(written(today()?.checked_add(days)?)),
            None => day(text).map(written),
        },
    }
}

/// A moment, as Jira writes it: `2026-01-31T10:00:00.000+0100`. Without an offset it is the user's.
pub(crate) fn moment(text: &str, now: Now) -> Option<String> {
    let (day, time) = match date(text, now) {
        Some(day) => (day, "00:00"),
        None => {
            let (day, time) = text.split_once(' ').or_else(|| text.split_once(['T', 't']))?;
            (date(day, now)?, time)
        }
    };
    let (time, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => (time.get(..at)?, read_offset(time.get(at..)?)?),
        None => (time, i64::from(now.offset_minutes)),
    };
    let mut parts = time.trim().split(':');
    let hour = two_digits(parts.next()?, 23)?;
    let minute = two_digits(parts.next()?, 59)?;
    let (second, fraction) = match parts.next().map(|part| part.split_once('.').unwrap_or((part, "0"))) {
        Some((second, fraction)) => (two_digits(second, 59)?, milliseconds(fraction)?),
        None => (0, 0),
    };
    if parts.next().is_some() {
        return None;
    }
    let (sign, minutes) = if offset < 0 { ('-', -offset) } else { ('+', offset) };
    let (hours, minutes) = (minutes / 60, minutes % 60);
    Some(format!("{day}T{hour:02}:{minute:02}:{second:02}.{fraction:03}{sign}{hours:02}{minutes:02}"))
}

fn two_digits(text: &str, most: u32) -> Option<u32> {
    let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && *number <= most)
}

fn milliseconds(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let padded: String = text.chars().chain("000".chars()).take(3).collect();
    padded.parse().ok().filter(|_| is_number)
}

/// `Z`, `+02:00`, `+0200` or `+02`, in minutes.
fn read_offset(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text.get(1..)?.split(':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (digits.as_str(), "00"),
        4 => digits.split_at_checked(2)?,
        _ => return None,
    };
    Some(sign * (i64::from(two_digits(hours, 14)?) * 60 + i64::from(two_digits(minutes, 59)?)))
}

/// `+7d`, `-2w`: days from today.
fn period(text: &str) -> Option<i64> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let unit = if rest.ends_with('w') { 7 } else { 1 };
    let number: u32 = rest.strip_suffix(['d', 'w'])?.parse().ok()?;
    Some(sign * unit * i64::from(number))
}

/// The day that it is for the user, counted from 1970.
fn local_day(now: Now) -> Option<i64> {
    let local = i64::try_from(now.unix_ms).ok()? + i64::from(now.offset_minutes) * MINUTE_MS;
    Some(local.div_euclid(DAY_MS))
}

/// `2026-01-31`, counted from 1970; nothing where there is no such day.
fn day(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let fits = parts.next().is_none() && year.len() == 4 && month.len() == 2 && day.len() == 2;
    let all_digits = [year, month, day].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    if !fits || !all_digits {
        return None;
    }
    let counted = counted(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    // The 31st of April would be the 1st of May.
    (written(counted) == text).then_some(counted)
}

/// Days from 1970, by Howard Hinnant's `days_from_civil`.
fn counted(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// A day that was counted from 1970, by Howard Hinnant's `civil_from_days`.
fn written(days: i64) -> String {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-01-02T23:30:00Z, for somebody in Vienna.
    const NOW: Now = Now { unix_ms: 1_767_396_600_000, offset_minutes: 60 };

    #[test]
    fn days_are_the_users() {
        for (text, expected) in [
            ("2026-01-31", Some("2026-01-31")),
            ("2024-02-29", Some("2024-02-29")),
            ("today", Some("2026-01-03")),
            ("Tomorrow", Some("2026-01-04")),
            ("yesterday", Some("2026-01-02")),
            ("+7d", Some("2026-01-10")),
            ("-2w", Some("2025-12-20")),
            ("2026-02-29", None),
            ("2026-04-31", None),
            ("2026-13-01", None),
            ("2026-1-1", None),
            ("31.1.2026", None),
            ("+d", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(date(text, NOW).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn moments_have_an_offset() {
        for (text, expected) in [
            ("2026-01-31T10:00", Some("2026-01-31T10:00:00.000+0100")),
            ("2026-01-31 10:00:05", Some("2026-01-31T10:00:05.000+0100")),
            ("2026-01-31T10:00:05.25Z", Some("2026-01-31T10:00:05.250+0000")),
            ("2026-01-31T10:00:00-03:30", Some("2026-01-31T10:00:00.000-0330")),
            ("2026-01-31T10:00+0200", Some("2026-01-31T10:00:00.000+0200")),
            ("2026-01-31", Some("2026-01-31T00:00:00.000+0100")),
            ("today", Some("2026-01-03T00:00:00.000+0100")),
            ("tomorrow 09:00", Some("2026-01-04T09:00:00.000+0100")),
            ("2026-01-31T25:00", None),
            ("2026-01-31T10", None),
            ("2026-01-31T10:00+2", None),
            ("10:00", None),
        ] {
            assert_eq!(moment(text, NOW).as_deref(), expected, "{text}");
        }
    }
}
