//! The JSON Lines format: one record a line, listing or not.

use std::io::Write;

use super::{Format, Shape, Target, json};

/// What the site sent, one compact line a record: whatever ends early leaves whole lines.
pub(super) struct JsonLines {
    target: Target,
}

impl JsonLines {
    pub(super) fn new(target: Target) -> Self {
        Self { target }
    }
}

impl Format for JsonLines {
    fn record(&mut self, _shape: &Shape, text: &str, out: &mut dyn Write) -> std::io::Result<()> {
        if self.target.is_terminal { writeln!(out, "{}", json::escaped(text)) } else { writeln!(out, "{text}") }
    }

    fn finish(&mut self, _shape: &Shape, _complete: bool, _out: &mut dyn Write) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PIPE, shape, show, terminal};
    use super::*;
    use crate::plugin::manifest::ResultKind;

    #[test]
    fn each_record_is_a_line_as_sent() {
        let records = ["{\"b\": 1.50,\n \"a\": null}", "{ \"s\" : \"x\\ny\" }"];
        let many = shape(ResultKind::Many, &[]);
        let expected = "{\"b\":1.50,\"a\":null}\n{\"s\":\"x\\ny\"}\n";
        assert_eq!(show(&mut JsonLines::new(PIPE), &many, &records), expected);
        assert_eq!(show(&mut JsonLines::new(PIPE), &many, &[]), "");
        let one = shape(ResultKind::One, &[]);
        assert_eq!(show(&mut JsonLines::new(PIPE), &one, &["{ }"]), "{}\n");
    }

    #[test]
    fn a_terminal_gets_nothing_that_it_acts_on() {
        let one = shape(ResultKind::One, &[]);
        assert_eq!(
            show(&mut JsonLines::new(terminal(80)), &one, &["{\"s\":\"\u{9b}31m\"}"]),
            "{\"s\":\"\\u009b31m\"}\n"
        );
    }
}
