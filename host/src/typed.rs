//! Values as typed become what a guest receives: dates, durations, pairs, secrets, and texts that may stand in files.

use std::io::{IsTerminal, Read};
use std::time::Duration;

use jiff::civil::{Date, DateTime};
use jiff::{Span, Timestamp, ZonedDateTime};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::plugin::manifest::Arg;
use crate::{credential, powerbox, terminal};

/// Longest text or JSON in bytes.
const LONGEST: u64 = 8 << 20;
/// Longest secret in bytes.
const LONGEST_SECRET: u64 = 64 << 10;
/// Units of durations, in seconds.
const UNITS: &[(char, i64)] = &[('s', 1), ('m', 60), ('h', 3600), ('d', 86_400), ('w', 604_800)];

/// How a text is typed that stands for itself. A lone `-` gets a line's end, which keeps it from being standard input.
pub fn literally(text: &str) -> String {
    match text {
        "-" => "-\n".to_owned(),
        text if text.starts_with('@') => format!("@{text}"),
        text => text.to_owned(),
    }
}

/// A text: as typed, or from `@FILE`, or from standard input as `-`. `@@` stands for one `@`.
///
/// # Errors
/// When the file cannot be read, is ours, is not UTF-8, or has more than 8 MiB.
pub fn text(typed: &str) -> Result<String> {
    if is_standard_input(typed) {
        return all(&mut std::io::stdin().lock(), LONGEST, "standard input");
    }
    match typed.strip_prefix('@') {
        None => Ok(typed.to_owned()),
        Some(literal) if literal.starts_with('@') => Ok(literal.to_owned()),
        Some(path) => {
            let file = powerbox::open_named(path)?;
            all(&mut &*file, LONGEST, &format!("`{path}`"))
        }
    }
}

fn all(from: &mut dyn Read, longest: u64, place: &str) -> Result<String> {
    let failed = |why: String| Error::usage(format!("{place} cannot be read")).caused_by(why);
    let mut bytes = Vec::new();
    from.take(longest + 1).read_to_end(&mut bytes).map_err(|error| failed(error.to_string()))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > longest {
        let most = if longest < 1 << 20 { format!("{} KiB", longest >> 10) } else { format!("{} MiB", longest >> 20) };
        return Err(failed(format!("it has more than {most}")));
    }
    String::from_utf8(bytes).map_err(|_| failed("it is not UTF-8".to_owned()))
}

/// JSON, from the same places as a text; a guest receives its text, so that no number loses a digit.
///
/// # Errors
/// As [`text`], or when it is not JSON.
pub fn json(name: &str, typed: &str) -> Result<String> {
    let text = text(typed)?;
    match serde_json::from_str::<&RawValue>(&text) {
        Ok(raw) => Ok(raw.get().to_owned()),
        Err(error) => Err(Error::usage(format!("the value of `{name}` is not JSON")).caused_by(error)),
    }
}

/// A secret: from standard input, without the line's end, or from a question where that is a terminal. From now on it
/// is shown nowhere.
///
/// # Errors
/// When it stands on the command line, is empty or not UTF-8, has more than 64 KiB, or cannot be read.
pub fn secret(arg: &Arg, typed: &str) -> Result<String> {
    let name = arg.long.as_ref().map_or_else(|| arg.value_name(), |long| format!("--{long}"));
    if typed != STANDARD_INPUT {
        return Err(Error::usage(format!("`{name}` takes no secret on the command line"))
            .caused_by("other programs see it there, and the shell remembers it")
            .hinted(format!("`{name} -` reads it from standard input, and asks for it on a terminal")));
    }
    let mut secret = if std::io::stdin().is_terminal() {
        terminal::hidden(&format!("{} (not shown): ", arg.help))?
    } else {
        all(&mut std::io::stdin().lock(), LONGEST_SECRET, "standard input")?
    };
    if secret.ends_with('\n') {
        secret.pop();
        secret.truncate(secret.strip_suffix('\r').unwrap_or(&secret).len());
    }
    if secret.is_empty() {
        return Err(Error::usage(format!("the secret for `{name}` is empty")));
    }
    credential::hide(&secret);
    Ok(secret)
}

/// How standard input is typed.
pub const STANDARD_INPUT: &str = "-";

/// Whether a value stands for standard input.
pub fn is_standard_input(typed: &str) -> bool {
    typed == STANDARD_INPUT
}

/// `KEY=VALUE`, at the first `=`.
///
/// # Errors
/// When there is no `=`, or nothing before it.
pub fn key_value(typed: &str) -> Result<Value, String> {
    match typed.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok(json!({"key": key, "value": value})),
        _ => Err("a pair looks like `KEY=VALUE`".to_owned()),
    }
}

/// A duration like `90m`, `1h30m` or `2d`, in seconds; a day has 24 hours.
///
/// # Errors
/// When it is something else, or longer than a number holds.
pub fn duration(typed: &str) -> Result<Value, String> {
    let parts = parts(typed).ok_or("a duration looks like `90m`, `1h30m` or `2d` (units: s, m, h, d, w)")?;
    let seconds = parts.iter().try_fold(0_i64, |sum, (count, unit)| {
        let (_, length) = UNITS.iter().find(|(name, _)| name == unit)?;
        sum.checked_add(count.checked_mul(*length)?)
    });
    seconds.map(Value::from).ok_or_else(|| "it is too long".to_owned())
}

/// How long a site may be silent, for `--timeout`.
///
/// # Errors
/// When it is no duration between a second and ten minutes.
pub fn timeout(typed: &str) -> Result<Duration, String> {
    let seconds = duration(typed)?.as_u64().unwrap_or_default();
    if !(1..=600).contains(&seconds) {
        return Err("it lies between `1s` and `10m`".to_owned());
    }
    Ok(Duration::from_secs(seconds))
}

/// How many requests are on the wire at once, for `--concurrency`.
///
/// # Errors
/// When it is no number between 1 and 100.
pub fn concurrency(typed: &str) -> Result<usize, String> {
    let number = typed.parse().ok().filter(|number| (1..=100).contains(number));
    number.ok_or_else(|| "it is a number between 1 and 100".to_owned())
}

/// `1h30m` as numbers with units.
fn parts(typed: &str) -> Option<Vec<(i64, char)>> {
    let mut parts = Vec::new();
    let mut rest = typed;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let (digits, after) = rest.split_at(end);
        let unit = after.chars().next().filter(|unit| UNITS.iter().any(|(name, _)| name == unit))?;
        parts.push((digits.parse().ok()?, unit));
        rest = after.get(unit.len_utf8()..)?;
    }
    (!parts.is_empty()).then_some(parts)
}

/// A moment as RFC 3339 with the user's offset.
///
/// # Errors
/// When it is none of the forms.
pub fn date(typed: &str) -> Result<Value, String> {
    moment(typed, &ZonedDateTime::now()).map(Value::from)
}

fn moment(typed: &str, now: &ZonedDateTime) -> Result<String, String> {
    let zone = now.time_zone();
    let midnight = |date: Date| date.to_zoned_datetime(zone.clone()).ok();
    let found = match typed {
        "now" => Some(now.clone()),
        "today" => midnight(now.date()),
        "yesterday" => now.date().yesterday().ok().and_then(midnight),
        "tomorrow" => now.date().tomorrow().ok().and_then(midnight),
        _ => absolute(typed, now).or_else(|| relative(typed, now)),
    };
    let found = found.ok_or(
        "a date looks like `2026-01-31`, `2026-01-31T10:00`, `2026-01-31T10:00:00+01:00`, `today`, `yesterday`, `-7d` \
         or `+12h`",
    )?;
    Ok(found.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string())
}

fn absolute(typed: &str, now: &ZonedDateTime) -> Option<ZonedDateTime> {
    if !typed.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let zone = now.time_zone().clone();
    if let Ok(moment) = typed.parse::<Timestamp>() {
        return Some(moment.to_zoned_datetime(zone));
    }
    // A date with a time is read as such first: as a date alone, its time would be lost.
    let civil = if typed.len() > "2026-01-31".len() {
        typed.parse::<DateTime>().ok()?
    } else {
        typed.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight())
    };
    civil.to_zoned_datetime(zone).ok()
}

/// `-7d`, `+1w2d`: days and weeks as in a calendar, hours and below as they pass.
fn relative(typed: &str, now: &ZonedDateTime) -> Option<ZonedDateTime> {
    let (sign, rest) = match typed.split_at_checked(1)? {
        ("-", rest) => (-1, rest),
        ("+", rest) => (1, rest),
        _ => return None,
    };
    parts(rest)?.into_iter().try_fold(now.clone(), |moment, (count, unit)| {
        let count = count.checked_mul(sign)?;
        let span = match unit {
            'w' => Span::new().try_weeks(count),
            'd' => Span::new().try_days(count),
            'h' => Span::new().try_hours(count),
            'm' => Span::new().try_minutes(count),
            _ => Span::new().try_seconds(count),
        };
        moment.checked_add(span.ok()?).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_get_the_users_offset() {
        let now: ZonedDateTime = "2026-03-30T12:30:15.5+02:00[Europe/Berlin]".parse().unwrap();
        for (typed, expected) in [
            ("2026-01-31", "2026-01-31T00:00:00+01:00"),
            ("2026-07-31", "2026-07-31T00:00:00+02:00"),
            ("2026-01-31T10:00", "2026-01-31T10:00:00+01:00"),
            ("2026-01-31 10:00:05", "2026-01-31T10:00:05+01:00"),
            ("2026-01-31T10:00:00Z", "2026-01-31T11:00:00+01:00"),
            ("2026-01-31T10:00:00.25-05:00", "2026-01-31T16:00:00.25+01:00"),
            ("today", "2026-03-30T00:00:00+02:00"),
            ("yesterday", "2026-03-29T00:00:00+01:00"),
            ("tomorrow", "2026-03-31T00:00:00+02:00"),
            ("now", "2026-03-30T12:30:15.5+02:00"),
            // The clock was put forward in between: days keep the time of day, hours do not.
            ("-2d", "2026-03-28T12:30:15.5+01:00"),
            ("-48h", "2026-03-28T11:30:15.5+01:00"),
            ("+1w1d", "2026-04-07T12:30:15.5+02:00"),
            ("-90m", "2026-03-30T11:00:15.5+02:00"),
        ] {
            assert_eq!(moment(typed, &now).as_deref(), Ok(expected), "{typed}");
        }
        for bad in [
            "",
            "-",
            "-d",
            "7d",
            "-7",
            "-7y",
            "2026-02-30",
            "2026-13-01",
            "31.01.2026",
            "soon",
            "-99999999999w",
            "2026-01-31T25:00",
        ] {
            assert!(moment(bad, &now).is_err(), "{bad}");
        }
    }

    #[test]
    fn durations_become_seconds() {
        for (typed, seconds) in
            [("90m", 5400), ("1h30m", 5400), ("2d", 172_800), ("1w", 604_800), ("0s", 0), ("45s", 45)]
        {
            assert_eq!(duration(typed), Ok(Value::from(seconds)), "{typed}");
        }
        for bad in ["", "5", "m", "1x", "-5m", "1.5h", "1h 30m", "99999999999999999999s", "9999999999999999w", "1ü"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn pairs_are_cut_at_the_first_sign() {
        assert_eq!(key_value("a=b=c"), Ok(json!({"key": "a", "value": "b=c"})));
        assert_eq!(key_value("a="), Ok(json!({"key": "a", "value": ""})));
        assert!(key_value("a").is_err() && key_value("=b").is_err());
    }

    #[test]
    fn a_text_is_literal_unless_it_says_otherwise() {
        assert_eq!(text("plain").unwrap(), "plain");
        assert_eq!(text("@@me").unwrap(), "@me");
        assert_eq!(text("a@b").unwrap(), "a@b");
        for literal in ["plain", "@me", "@@", "@/absent"] {
            assert_eq!(text(&literally(literal)).unwrap(), literal);
        }
        assert_eq!(text(&literally("-")).unwrap(), "-\n");
        assert!(text("@/absent").is_err() && text("@/dev/zero").is_err() && text("@").is_err());
        assert_eq!(json("x", " {\"n\": 1.10} ").unwrap(), "{\"n\": 1.10}");
        assert!(json("x", "{").is_err());
    }
}
