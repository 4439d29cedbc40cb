//! Times as Jira writes them: how long somebody worked, and since when.

use atlassian_plugin_sdk::prelude::*;

/// A span like `2h 30m`. It goes to Jira as it was typed, because how long a day and a week are is a setting of the site's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span(pub(crate) String);

/// Longest first, the order in which Jira writes them.
const UNITS: [char; 4] = ['w', 'd', 'h', 'm'];

impl ArgType for Span {
    const KIND: &'static str = "string";

    fn from_json(json: &RawValue) -> Result<Self, String> {
        Self::from_text(&String::from_json(json)?)
    }
}

impl Span {
    /// Reads a span that may have come in several words.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub(crate) fn from_words(words: &[String]) -> Result<Self> {
        Self::from_text(&words.join(" ")).map_err(Error::invalid)
    }

    fn from_text(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no time like `2h 30m` or `1.5d` (units: w, d, h, m)");
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let mut parts: Vec<(&str, char)> = Vec::new();
        let mut rest = plain.as_str();
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(wrong)?;
            let (number, after) = rest.split_at(end);
            let unit = after.chars().next().map(|unit| unit.to_ascii_lowercase()).ok_or_else(wrong)?;
            let is_number = number.parse::<f64>().is_ok_and(|number| number > 0.0);
            if !is_number || !UNITS.contains(&unit) || parts.iter().any(|(_, before)| *before == unit) {
                return Err(wrong());
            }
            parts.push((number, unit));
            rest = after.get(1..).ok_or_else(wrong)?;
        }
        if parts.is_empty() {
            return Err(wrong());
        }
        Ok(Self(parts.iter().map(|(number, unit)| format!("{number}{unit}")).collect::<Vec<_>>().join(" ")))
    }
}

/// A moment as Jira wants it: milliseconds, and an offset without a colon.
pub(crate) fn moment(date: &Date) -> String {
    let text = date.0.as_str();
    let (clock, offset) = text.split_at(text.len().saturating_sub("+00:00".len()));
    let (seconds, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let millis: String = fraction.chars().chain("000".chars()).take(3).collect();
    format!("{seconds}.{millis}{}", offset.replace(':', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_checked_and_written_as_jira_does() {
        for (typed, sent) in
            [("2h 30m", "2h 30m"), ("2h30m", "2h 30m"), (" 1W 2d ", "1w 2d"), ("1.5h", "1.5h"), ("90 m", "90m")]
        {
            assert_eq!(Span::from_text(typed), Ok(Span(sent.to_owned())), "{typed}");
        }
        for wrong in ["", "2", "2x", "h", "0m", "-1h", "1h 1h", "1.2.3h", "2h30", "1ü", "30s"] {
            assert!(Span::from_text(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn moments_have_milliseconds_and_a_plain_offset() {
        for (date, sent) in [
            ("2026-01-31T10:00:00+01:00", "2026-01-31T10:00:00.000+0100"),
            ("2026-01-31T10:00:00.5-05:30", "2026-01-31T10:00:00.500-0530"),
            ("2026-01-31T10:00:00.123456789+00:00", "2026-01-31T10:00:00.123+0000"),
        ] {
            assert_eq!(moment(&Date(date.to_owned())), sent);
        }
    }
}
