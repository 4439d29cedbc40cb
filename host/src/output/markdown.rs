//! The Markdown format: a table of GitHub's for listings, a list of fields for a single record.

use std::io::Write;

use serde_json::Value;

use crate::plugin::manifest::{ColumnKind, ResultKind};

use super::{Format, Shape, cell};

/// The table's columns as Markdown. Nothing is cut, and no value is taken for markup.
pub(super) struct Markdown {
    titled: bool,
}

impl Markdown {
    pub(super) fn new() -> Self {
        Self { titled: false }
    }

    fn titles(&mut self, shape: &Shape, out: &mut dyn Write) -> std::io::Result<()> {
        if std::mem::replace(&mut self.titled, true) {
            return Ok(());
        }
        row(shape.columns.iter().map(|column| escaped(&column.title)), out)?;
        row(shape.columns.iter().map(|column| rule(column.kind).to_owned()), out)
    }
}

impl Format for Markdown {
    fn record(&mut self, shape: &Shape, text: &str, out: &mut dyn Write) -> std::io::Result<()> {
        let record: Value = serde_json::from_str(text)?;
        let cells = cell::row(&record, &shape.columns, cell::readable)?;
        if shape.result == ResultKind::One {
            return fields(shape, &cells, out);
        }
        self.titles(shape, out)?;
        row(cells.iter().map(|cell| escaped(cell)), out)
    }

    fn finish(&mut self, _shape: &Shape, _complete: bool, _out: &mut dyn Write) -> std::io::Result<()> {
        Ok(())
    }
}

fn rule(kind: ColumnKind) -> &'static str {
    if kind == ColumnKind::Number { "---:" } else { "---" }
}

fn row(cells: impl Iterator<Item = String>, out: &mut dyn Write) -> std::io::Result<()> {
    let cells: Vec<_> = cells.collect();
    writeln!(out, "| {} |", cells.join(" | "))
}

fn fields(shape: &Shape, cells: &[String], out: &mut dyn Write) -> std::io::Result<()> {
    for (column, cell) in shape.columns.iter().zip(cells) {
        writeln!(out, "{}", format!("- **{}:** {}", escaped(&column.title), escaped(cell)).trim_end())?;
    }
    Ok(())
}

/// Shown by a Markdown reader letter for letter.
fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '&' | '~' | '$') {
            result.push('\\');
        }
        result.push(c);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::super::tests::{shape, show};
    use super::*;

    #[test]
    fn a_listing_is_a_table_and_no_cell_is_markup() {
        let mut shape = shape(ResultKind::Many, &[("Key", "/key"), ("A|B", "/s"), ("N", "/n")]);
        shape.columns[2].kind = ColumnKind::Number;
        let records = [
            r#"{"key":"DEV-1","s":"a|b\nc \\","n":5}"#,
            r#"{"key":"DEV-2","s":"[x](https://evil.example) <b> *_`~&"}"#,
        ];
        let expected = "| Key | A\\|B | N |\n\
                        | --- | --- | ---: |\n\
                        | DEV-1 | a\\|b c \\\\ | 5 |\n\
                        | DEV-2 | \\[x\\](https://evil.example) \\<b\\> \\*\\_\\`\\~\\& |  |\n";
        assert_eq!(show(&mut Markdown::new(), &shape, &records), expected);
        assert_eq!(show(&mut Markdown::new(), &shape, &[]), "");
    }

    #[test]
    fn one_record_is_a_list_of_fields() {
        let shape = shape(ResultKind::One, &[("Key", "/key"), ("Summary", "/s"), ("None", "/none")]);
        let shown = show(&mut Markdown::new(), &shape, &[r#"{"key":"DEV-1","s":"a*b"}"#]);
        assert_eq!(shown, "- **Key:** DEV-1\n- **Summary:** a\\*b\n- **None:**\n");
    }
}
