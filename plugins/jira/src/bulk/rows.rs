//! Rows of a file, in CSV, JSON or JSONL: what stands in each, by the name of its column or member.

use super::csv;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{self, Deserializer, Map, Value};

/// What the column of an issue's key is called.
const KEYS: [&str; 4] = ["key", "issue key", "issuekey", "issue"];

/// One row; cells of CSV are texts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Its number from 1, the heading not counted.
    pub(super) number: usize,
    pub(super) cells: Map<String, Value>,
}

impl Row {
    /// The key of its issue, under any of the usual names.
    pub(super) fn key(&self) -> Option<String> {
        let (_, value) = self.cells.iter().find(|(name, _)| is_key(name))?;
        let text = text(value);
        (!text.trim().is_empty()).then(|| IssueKey::read(&text).0)
    }
}

/// Whether a column is that of the key.
pub(super) fn is_key(name: &str) -> bool {
    KEYS.contains(&name.trim().to_lowercase().as_str())
}

/// A value as it would be typed.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The rows of a file, of the form that it has.
///
/// # Errors
///
/// When it has none of the three, or a row that is no object.
pub(super) fn parse(text: &str) -> Result<Vec<Row>> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with(['[', '{']) {
        return objects(start);
    }
    let mut lines = csv::parse(text)?.into_iter();
    let heading: Vec<String> = lines.next().unwrap_or_default().iter().map(|name| name.trim().to_owned()).collect();
    let twice = heading.iter().enumerate().find(|(at, name)| heading.iter().take(*at).any(|other| other == *name));
    if let Some((_, name)) = twice {
        return Err(Error::invalid(format!("the column `{name}` stands there twice")));
    }
    let mut rows = Vec::new();
    for (number, line) in (1..).zip(lines) {
        if line.len() > heading.len() {
            return Err(Error::invalid(format!("row {number} has more cells than there are columns")));
        }
        let cells = heading.iter().cloned().zip(line.into_iter().map(Value::String)).collect();
        rows.push(Row { number, cells });
    }
    Ok(rows)
}

/// A JSON array of objects, or one object after another.
fn objects(text: &str) -> Result<Vec<Row>> {
    let broken = |error: serde_json::Error| Error::invalid(format!("the file is not JSON: {error}"));
    let values: Vec<Value> = if text.starts_with('[') {
        serde_json::from_str(text).map_err(broken)?
    } else {
        Deserializer::from_str(text).into_iter().collect::<Result<_, _>>().map_err(broken)?
    };
    let mut rows = Vec::new();
    for (number, value) in (1..).zip(values) {
        match value {
            Value::Object(cells) => rows.push(Row { number, cells }),
            Value::String(key) => {
                rows.push(Row { number, cells: Map::from_iter([("key".to_owned(), Value::String(key))]) });
            }
            _ => return Err(Error::invalid(format!("row {number} is not a JSON object"))),
        }
    }
    Ok(rows)
}

/// Whether a file has more than a key on each line.
pub(super) fn is_table(text: &str) -> bool {
    let first = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    let is_heading = |cell: &str| is_key(cell.trim().trim_matches('"'));
    text.trim_start().starts_with(['[', '{']) || first.split([',', ';', '\t']).any(is_heading)
}

/// The keys that a file names: one a line, or those of its column.
///
/// # Errors
///
/// When a row has none.
pub(super) fn keys(text: &str) -> Result<Vec<String>> {
    if !is_table(text) {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        return Ok(lines.map(|line| IssueKey::read(line).0).collect());
    }
    let missing = |row: &Row| Error::invalid(format!("row {} has no issue key", row.number));
    parse(text)?.iter().map(|row| row.key().ok_or_else(|| missing(row))).collect()
}

/// `--map "Column=field"`: what a column is called on the site.
#[derive(Debug, Default)]
pub(super) struct Mapping<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Mapping<'a> {
    /// Of what was typed, for these rows.
    ///
    /// # Errors
    ///
    /// When no row has such a column.
    pub(super) fn new(pairs: &'a [KeyValue], rows: &[Row]) -> Result<Self> {
        for KeyValue { key, .. } in pairs {
            if !rows.iter().any(|row| row.cells.contains_key(key)) {
                let names: Vec<_> = rows.iter().take(1).flat_map(|row| row.cells.keys()).map(String::as_str).collect();
                return Err(Error::invalid(format!("the file has no column `{key}`"))
                    .hint(format!("it has {}", crate::fields::listed(names))));
            }
        }
        Ok(Self(pairs.iter().map(|pair| (pair.key.as_str(), pair.value.as_str())).collect()))
    }

    /// The field of a column; none for one that is left out (`--map "Column="`).
    pub(super) fn field<'c>(&'c self, column: &'c str) -> Option<&'c str> {
        let mapped = self.0.iter().find(|(name, _)| *name == column).map_or(column, |(_, field)| field);
        (!mapped.trim().is_empty()).then_some(mapped)
    }
}

/// What is wrong with rows, all of it at once.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<String>);

/// Faults that an error names.
const NAMED: usize = 20;

impl Faults {
    /// Keeps what is wrong with a row; answers what is right.
    pub(super) fn keep<T>(&mut self, row: usize, result: Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                let hints: String = error.hints().iter().map(|hint| format!(" ({hint})")).collect();
                self.0.push(format!("row {row}: {}{hints}", error.message()));
                None
            }
        }
    }

    /// Refuses to begin while something is wrong.
    ///
    /// # Errors
    ///
    /// When something is.
    pub(super) fn check(self, rows: usize) -> Result<()> {
        let count = self.0.len();
        if count == 0 {
            return Ok(());
        }
        let error = Error::invalid(format!("{count} of {rows} rows cannot be used; nothing was sent"));
        let error = self.0.iter().take(NAMED).fold(error, |error, fault| error.hint(fault));
        Err(if count > NAMED { error.hint(format!("and {} more", count - NAMED)) } else { error })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlassian_plugin_sdk::serde_json::json;

    fn cells(text: &str) -> Result<Vec<Value>> {
        Ok(parse(text)?.into_iter().map(|row| Value::Object(row.cells)).collect())
    }

    #[test]
    fn three_forms_say_the_same() -> Result<()> {
        let rows = [json!({"Key": "DEV-1", "Summary": "a"}), json!({"Key": "DEV-2", "Summary": "b"})];
        assert_eq!(cells("Key,Summary\nDEV-1,a\nDEV-2,b\n")?, rows);
        let lines = format!("{}\n{}\n", rows[0], rows[1]);
        assert_eq!(cells(&lines)?, rows);
        assert_eq!(cells(&json!(rows).to_string())?, rows);
        for broken in ["{\"a\":", "[1]", "a,a\n1,2", "a\n1,2"] {
            assert!(parse(broken).is_err(), "{broken}");
        }
        Ok(())
    }

    #[test]
    fn keys_stand_one_a_line_or_in_a_column() -> Result<()> {
        for text in
            ["dev-1\n# no\n\nDEV-2\n", "Summary,Issue key\nx,DEV-1\ny,dev-2", "[\"DEV-1\", {\"key\": \"DEV-2\"}]"]
        {
            assert_eq!(keys(text)?, ["DEV-1", "DEV-2"], "{text}");
        }
        assert!(keys("Key,Summary\n,x\n").is_err());
        Ok(())
    }

    #[test]
    fn a_mapping_names_columns_that_are_there() -> Result<()> {
        let rows = parse("Points,Note\n5,x")?;
        let pair = |key: &str, value: &str| KeyValue { key: key.to_owned(), value: value.to_owned() };
        let pairs = [pair("Points", "Story Points"), pair("Note", "")];
        let mapping = Mapping::new(&pairs, &rows)?;
        assert_eq!(
            (mapping.field("Points"), mapping.field("Note"), mapping.field("x")),
            (Some("Story Points"), None, Some("x"))
        );
        let unknown = [pair("Size", "x")];
        assert!(Mapping::new(&unknown, &rows).is_err());
        Ok(())
    }
}
