//! Records of the audit log as lines of CSV (RFC 4180).

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::Value;

/// Heading and place of each cell.
const COLUMNS: [(&str, &str); 11] = [
    ("id", "/id"),
    ("created", "/created"),
    ("author", "/author"),
    ("address", "/remoteAddress"),
    ("category", "/category"),
    ("summary", "/summary"),
    ("description", "/description"),
    ("source", "/eventSource"),
    ("object_type", "/objectItem/typeName"),
    ("object", "/objectItem/name"),
    ("changes", "/changedValues"),
];

/// The first line.
pub(super) fn head() -> String {
    line(COLUMNS.iter().map(|(heading, _)| (*heading).to_owned()))
}

/// The line of a record.
///
/// # Errors
///
/// When it is no JSON.
pub(super) fn row(record: &RawValue) -> Result<String> {
    let record: Value = atlassian_plugin_sdk::read("a record", &super::readable(record)?)?;
    Ok(line(COLUMNS.iter().map(|(_, place)| cell(record.pointer(place)))))
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    cells.map(|cell| quoted(&cell)).collect::<Vec<_>>().join(",") + "\r\n"
}

/// What a spreadsheet would take for a formula becomes text.
fn quoted(cell: &str) -> String {
    let text = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_are_no_formulas() {
        for (cell, written) in
            [("a", "a"), ("a,\"b\"", "\"a,\"\"b\"\"\""), ("=1+1", "'=1+1"), ("a\nb", "\"a\nb\""), ("", "")]
        {
            assert_eq!(quoted(cell), written);
        }
    }

    #[test]
    fn a_record_without_members_is_a_line_of_empty_cells() {
        let row = RawValue::from_string("{\"id\": 7}".to_owned()).ok().and_then(|record| row(&record).ok());
        assert_eq!(row.as_deref(), Some("7,,,,,,,,,,\r\n"));
    }
}
