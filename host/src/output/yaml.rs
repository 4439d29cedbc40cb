//! The YAML format: a list for listings, written record by record.

use std::io::Write;

use serde_json::Value;

use crate::plugin::manifest::ResultKind;

use super::{Format, Shape, Target, safe};

/// What the site sent, as YAML.
pub(super) struct Yaml {
    target: Target,
    any: bool,
}

impl Yaml {
    pub(super) fn new(target: Target) -> Self {
        Self { target, any: false }
    }
}

impl Format for Yaml {
    fn record(&mut self, shape: &Shape, text: &str, out: &mut dyn Write) -> std::io::Result<()> {
        let record: Value = serde_json::from_str(text)?;
        self.any = true;
        let text = if shape.result == ResultKind::Many {
            serde_yaml::to_string(&[record])
        } else {
            serde_yaml::to_string(&record)
        };
        let text = text.map_err(std::io::Error::other)?;
        let text = if self.target.is_terminal { safe::text(&text) } else { text.into() };
        out.write_all(text.as_bytes())
    }

    fn finish(&mut self, shape: &Shape, complete: bool, out: &mut dyn Write) -> std::io::Result<()> {
        let empty = shape.result == ResultKind::Many && !self.any && complete;
        if empty { out.write_all(b"[]\n") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PIPE, shape, show};
    use super::*;

    #[test]
    fn records_are_items_of_one_list() {
        let many = shape(ResultKind::Many, &[]);
        let shown = show(&mut Yaml::new(PIPE), &many, &[r#"{"b":1,"a":"yes"}"#, r#"{"c":null}"#]);
        let back: Value = serde_yaml::from_str(&shown).unwrap();
        assert_eq!(back, serde_json::json!([{"b": 1, "a": "yes"}, {"c": null}]), "{shown}");
        assert_eq!(show(&mut Yaml::new(PIPE), &many, &[]), "[]\n");
        let one = shape(ResultKind::One, &[]);
        assert_eq!(show(&mut Yaml::new(PIPE), &one, &[r#"{"b":1,"a":"true"}"#]), "b: 1\na: 'true'\n");
    }
}
