//! A value of a record as the text of a table cell.

use std::borrow::Cow;

use serde_json::Value;

use crate::environment;
use crate::plugin::manifest::ColumnKind;

use super::Column;

/// Names under which an object says what people call it, best first.
const NAMES: &[&str] = &["displayName", "display_name", "name", "title", "label", "value", "key", "id"];

/// Bytes of one row at most: many columns can show the same long value.
const LONGEST_ROW: usize = 64 << 20;

/// The cells of a record.
///
/// # Errors
/// When they are too long all together.
pub(super) fn row(
    record: &Value,
    columns: &[Column],
    cell: impl Fn(&Value, &Column) -> String,
) -> std::io::Result<Vec<String>> {
    let mut length = 0;
    let mut cells = Vec::with_capacity(columns.len());
    for column in columns {
        let cell = cell(record, column);
        length += cell.len();
        if length > LONGEST_ROW {
            let why = format!("a row has more than {} MiB", LONGEST_ROW >> 20);
            return Err(std::io::Error::other(why));
        }
        cells.push(cell);
    }
    Ok(cells)
}

/// The text of a column's cell, as the site sent it.
pub(super) fn plain(record: &Value, column: &Column) -> String {
    record.pointer(&column.pointer).map(text).unwrap_or_default()
}

/// The text of a column's cell for reading: dates in the user's time, everything on one safe line.
pub(super) fn readable(record: &Value, column: &Column) -> String {
    let text = plain(record, column);
    let text = match column.kind {
        ColumnKind::Date => date(&text).unwrap_or(text),
        ColumnKind::Bytes => bytes(&text).unwrap_or(text),
        _ if column.guessed && is_moment(&text) => date(&text).unwrap_or(text),
        _ => text,
    };
    match super::safe::line(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(safe) => safe,
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Object(object) => {
            let named = NAMES.iter().find_map(|name| object.get(*name)).filter(|value| !value.is_object());
            named.map_or_else(|| value.to_string(), text)
        }
        other => other.to_string(),
    }
}

/// Whether a text begins as a moment does, a day and a time.
fn is_moment(text: &str) -> bool {
    text.len() <= 40
        && text.bytes().enumerate().take(16).all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            10 => byte == b'T',
            13 => byte == b':',
            _ => byte.is_ascii_digit(),
        })
}

/// `2026-01-02 03:04` in the user's time zone.
fn date(text: &str) -> Option<String> {
    let timestamp = text.parse().ok().or_else(|| {
        // Jira writes the offset without a colon.
        jiff::Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", text).ok()
    })?;
    let zoned = jiff::Timestamp::to_zoned_datetime(timestamp, environment::time_zone());
    Some(zoned.strftime("%Y-%m-%d %H:%M").to_string())
}

fn bytes(text: &str) -> Option<String> {
    let bytes: u64 = text.parse().ok()?;
    let units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let (mut whole, mut rest, mut unit) = (bytes, 0, 0);
    while whole >= 1024 && unit + 1 < units.len() {
        rest = whole % 1024 * 10 / 1024;
        whole /= 1024;
        unit += 1;
    }
    let unit_name = units.get(unit)?;
    Some(if unit == 0 { format!("{whole} {unit_name}") } else { format!("{whole}.{rest} {unit_name}") })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_become_what_people_call_them() {
        let record = json!({
            "assignee": {"accountId": "1", "displayName": "Ann"}, "labels": ["a", "b"], "none": null, "n": 1.50,
            "odd": {"x": 1}, "nested": {"name": {"x": 1}}, "multi": "one\ntwo\u{1b}[31m",
        });
        let cell = |pointer: &str| readable(&record, &Column::text("", pointer));
        assert_eq!(cell("/assignee"), "Ann");
        assert_eq!(cell("/labels"), "a, b");
        assert_eq!((cell("/none"), cell("/absent")), (String::new(), String::new()));
        assert_eq!(cell("/n"), "1.5");
        assert_eq!(cell("/odd"), "{\"x\":1}");
        assert_eq!(cell("/nested"), "{\"name\":{\"x\":1}}");
        assert_eq!(cell("/multi"), "one two\u{fffd}[31m");
    }

    #[test]
    fn sizes_are_readable() {
        let shown: Vec<_> = ["0", "1023", "1024", "1536", "5242880"].iter().filter_map(|text| bytes(text)).collect();
        assert_eq!(shown, ["0 B", "1023 B", "1.0 KiB", "1.5 KiB", "5.0 MiB"]);
    }

    #[test]
    fn dates_of_every_product_are_read() {
        for text in ["2026-01-02T03:04:05.000+0000", "2026-01-02T03:04:05.123Z", "2026-01-02T03:04:05.123456+00:00"] {
            assert!(date(text).is_some_and(|date| date.len() == 16), "{text}");
        }
        assert_eq!(date("yesterday"), None);
        let record = json!({"at": "2026-01-02T03:04:05.000+0000"});
        let column = Column { guessed: true, ..Column::text("", "/at") };
        assert_eq!(readable(&record, &column).len(), "2026-01-02 03:04".len());
        assert_eq!(readable(&record, &Column::text("", "/at")), "2026-01-02T03:04:05.000+0000");
        assert!(!is_moment("2026-01-02") || date("2026-01-02").is_none());
    }
}
