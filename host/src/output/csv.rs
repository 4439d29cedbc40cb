//! The CSV format: the table's columns per RFC 4180, safe to open in a spreadsheet.

use std::io::Write;

use serde_json::Value;

use super::{Format, Shape, Target, cell, safe};

/// Values as the site sent them. Only strings that a spreadsheet would take for a formula get a leading `'`.
pub(super) struct Csv {
    target: Target,
    titled: bool,
}

impl Csv {
    pub(super) fn new(target: Target) -> Self {
        Self { target, titled: false }
    }

    fn titles(&mut self, shape: &Shape, out: &mut dyn Write) -> std::io::Result<()> {
        // A text has no columns.
        if shape.columns.is_empty() || std::mem::replace(&mut self.titled, true) {
            return Ok(());
        }
        row(self.target, shape.columns.iter().map(|column| column.title.clone()), out)
    }
}

impl Format for Csv {
    fn record(&mut self, shape: &Shape, text: &str, out: &mut dyn Write) -> std::io::Result<()> {
        self.titles(shape, out)?;
        let record: Value = serde_json::from_str(text)?;
        let cells = cell::row(&record, &shape.columns, |record, column| {
            let text = cell::plain(record, column);
            // A person's name and a list of labels are strings, too, for a spreadsheet.
            let is_number = record.pointer(&column.pointer).is_some_and(Value::is_number);
            if is_number { text } else { disarmed(text) }
        })?;
        row(self.target, cells.into_iter(), out)
    }

    fn finish(&mut self, shape: &Shape, _complete: bool, out: &mut dyn Write) -> std::io::Result<()> {
        self.titles(shape, out)
    }
}

fn row(target: Target, cells: impl Iterator<Item = String>, out: &mut dyn Write) -> std::io::Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let shown = |cell: String| if target.is_terminal { safe::text(&cell).into_owned() } else { cell };
    writer.write_record(cells.map(shown))?;
    writer.flush()
}

fn disarmed(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PIPE, shape, show, terminal};
    use super::*;
    use crate::plugin::manifest::ResultKind;

    #[test]
    fn fields_are_quoted_and_formulas_disarmed() {
        let many = shape(ResultKind::Many, &[("Key", "/key"), ("Value", "/v")]);
        let records = [
            r#"{"key":"a","v":"=1+1"}"#,
            r#"{"key":"b","v":-5}"#,
            r#"{"key":"c","v":"one, \"two\"\nthree"}"#,
            r#"{"key":"d","v":null}"#,
        ];
        let expected = "Key,Value\r\na,'=1+1\r\nb,-5\r\nc,\"one, \"\"two\"\"\nthree\"\r\nd,\r\n";
        assert_eq!(show(&mut Csv::new(PIPE), &many, &records), expected);
        assert_eq!(show(&mut Csv::new(PIPE), &many, &[]), "Key,Value\r\n");
    }

    #[test]
    fn a_pipe_gets_every_byte_and_a_terminal_none_that_it_acts_on() {
        let many = shape(ResultKind::Many, &[("Value", "/v")]);
        let records = ["{\"v\":\"a\\u001b[31mb\"}"];
        assert_eq!(show(&mut Csv::new(PIPE), &many, &records), "Value\r\na\u{1b}[31mb\r\n");
        assert_eq!(show(&mut Csv::new(terminal(80)), &many, &records), "Value\r\na\u{fffd}[31mb\r\n");
    }
}
