//! The quiet format: the identifier that one would type, one a line.

use std::io::Write;

use serde_json::Value;

use super::{Column, Format, Shape, Target, cell, safe};

/// Identifiers alone.
pub(super) struct Quiet {
    target: Target,
}

impl Quiet {
    pub(super) fn new(target: Target) -> Self {
        Self { target }
    }
}

impl Format for Quiet {
    fn record(&mut self, shape: &Shape, text: &str, out: &mut dyn Write) -> std::io::Result<()> {
        let Some(pointer) = &shape.id else { return Ok(()) };
        let record: Value = serde_json::from_str(text)?;
        let id = cell::plain(&record, &Column::text("", pointer.as_str()));
        let id = if self.target.is_terminal { safe::line(&id).into_owned() } else { id };
        writeln!(out, "{id}")
    }

    fn finish(&mut self, _shape: &Shape, _complete: bool, _out: &mut dyn Write) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PIPE, shape, show};
    use super::*;
    use crate::plugin::manifest::ResultKind;

    #[test]
    fn one_identifier_a_line() {
        let many = shape(ResultKind::Many, &[]);
        assert_eq!(show(&mut Quiet::new(PIPE), &many, &[r#"{"key":"A-1"}"#, r#"{"key":"A-2"}"#]), "A-1\nA-2\n");
    }
}
