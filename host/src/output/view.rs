//! How results are shown: the flags of every command that prints some.

use std::cmp::Ordering;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches};
use serde_json::Value;

use crate::error::{Error, Result};

use super::{Column, FormatName};

/// Rows from which on a note says that sorting has to hold them all.
pub(super) const MANY: usize = 10_000;

/// The flag of commands that have a page to open.
pub const WEB: &str = "web";

/// How results are shown.
#[derive(Debug, Clone)]
pub struct View {
    /// `--format`.
    pub format: FormatName,
    /// `--wide`: a terminal's width counts for nothing.
    pub wide: bool,
    /// `--columns`: those to show, in this order.
    pub columns: Vec<String>,
    /// `--sort`: the column to sort by, with `-` before it for the other way round.
    pub sort: Option<String>,
    /// `--envelope`: JSON says besides how many there are and whether that is all.
    pub envelope: bool,
    /// `--jq`: a filter.
    pub jq: Option<String>,
    /// `--web`: the page instead of the result.
    pub web: bool,
    /// Without `--no-pager`: a pager shows what goes to a terminal.
    pub may_page: bool,
}

impl View {
    /// A format, and nothing else.
    pub fn plain(format: FormatName) -> Self {
        Self {
            format,
            wide: false,
            columns: Vec::new(),
            sort: None,
            envelope: false,
            jq: None,
            web: false,
            may_page: false,
        }
    }

    /// As the flags say.
    pub fn of(matches: &ArgMatches) -> Self {
        let text = |name: &str| matches.get_one::<String>(name).cloned();
        Self {
            format: text("format").and_then(|name| FormatName::from_name(&name)).unwrap_or(FormatName::Table),
            wide: matches.get_flag("wide"),
            columns: matches.get_many::<String>("columns").into_iter().flatten().cloned().collect(),
            sort: text("sort"),
            envelope: matches.get_flag("envelope"),
            jq: text("jq"),
            // Not a flag of every command.
            may_page: !matches.get_flag("no-pager"),
            web: matches.try_get_one(WEB).ok().flatten().copied().unwrap_or(false),
        }
    }

    /// The flags.
    pub fn flags() -> Vec<Arg> {
        let flag = |name: &'static str| Arg::new(name).long(name).global(true).help_heading("Output options");
        let formats = PossibleValuesParser::new(FormatName::names());
        vec![
            flag("format")
                .value_name("FORMAT")
                .value_parser(formats)
                .default_value("table")
                .help("How results are shown"),
            flag("columns")
                .value_name("COLUMNS")
                .value_delimiter(',')
                .action(ArgAction::Append)
                .help("Columns of a table, CSV or Markdown, by title or as a field such as fields.status.name"),
            flag("sort")
                .value_name("COLUMN")
                .allow_hyphen_values(true)
                .help("Sort by a column, or the other way round with `-` before it; holds everything"),
            flag("wide").action(ArgAction::SetTrue).help("Do not cut a table to the terminal's width"),
            flag("envelope")
                .action(ArgAction::SetTrue)
                .help("Wrap JSON in an object that says how many there are and whether that is all"),
            flag("no-pager").action(ArgAction::SetTrue).help("Do not show long output in a pager"),
            flag("jq").value_name("FILTER").help("Filter the JSON with jq's language; holds everything"),
        ]
    }

    /// The columns to show, of those that there are.
    ///
    /// # Errors
    /// When one is neither a column nor written as a field.
    pub(super) fn chosen(&self, known: &[Column]) -> Result<Vec<Column>> {
        self.columns.iter().map(|name| column(name.trim(), known)).collect()
    }

    /// What to sort by, and whether the other way round.
    ///
    /// # Errors
    /// As [`View::chosen`].
    pub(super) fn order(&self, known: &[Column]) -> Result<Option<(Column, bool)>> {
        let Some(name) = self.sort.as_deref().map(str::trim) else { return Ok(None) };
        let (name, reverse) = name.strip_prefix('-').map_or((name, false), |name| (name, true));
        column(name, known).map(|column| Some((column, reverse)))
    }
}

/// A column by its title, or a field of the record.
fn column(name: &str, known: &[Column]) -> Result<Column> {
    if let Some(column) = known.iter().find(|column| column.title.eq_ignore_ascii_case(name)) {
        return Ok(column.clone());
    }
    if name.starts_with('/') {
        return Ok(Column::text(name, name));
    }
    if name.contains('.') {
        return Ok(Column::text(name, format!("/{}", name.trim_matches('.').replace('.', "/"))));
    }
    let titles: Vec<_> = known.iter().map(|column| format!("`{}`", column.title)).collect();
    Err(Error::usage(format!("there is no column `{}`", name.escape_debug()))
        .caused_by(format!("there are {}", titles.join(", ")))
        .hinted("any field of the record is a column, too: `/name`, or `status.name`"))
}

/// What a record is sorted by.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Key {
    Number(f64),
    Text(String),
    Missing,
}

impl Key {
    /// Of a record, by a column.
    pub(super) fn of(record: &Value, column: &Column) -> Self {
        match record.pointer(&column.pointer) {
            Some(Value::Number(number)) => number.as_f64().map_or(Self::Missing, Self::Number),
            _ => match super::cell::plain(record, column) {
                text if text.is_empty() => Self::Missing,
                text => Self::Text(text.to_lowercase()),
            },
        }
    }

    /// Numbers by value, texts as people count: `DEV-9` before `DEV-10`. What is missing comes last.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        let rank = |key: &Self| match key {
            Self::Number(_) => 0,
            Self::Text(_) => 1,
            Self::Missing => 2,
        };
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => one.total_cmp(other),
            (Self::Text(one), Self::Text(other)) => natural(one, other),
            _ => rank(self).cmp(&rank(other)),
        }
    }
}

fn natural(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one, other);
    loop {
        if one.is_empty() || other.is_empty() {
            return one.len().cmp(&other.len());
        }
        let (a, b) = (piece(&mut one), piece(&mut other));
        let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let ordering = if is_number(a) && is_number(b) {
            let (x, y) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
            x.len().cmp(&y.len()).then_with(|| x.cmp(y)).then_with(|| a.len().cmp(&b.len()))
        } else {
            a.cmp(b)
        };
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
}

/// Takes the digits, or what is no digit, from the beginning.
fn piece<'a>(text: &mut &'a str) -> &'a str {
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    let end = text.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(text.len());
    let (piece, rest) = text.split_at(end);
    *text = rest;
    piece
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_sorted_as_people_count() {
        let mut texts = ["dev-10", "dev-9", "dev-09", "a", "dev-", "dev-9b", "10", "9"];
        texts.sort_by(|one, other| natural(one, other));
        assert_eq!(texts, ["9", "10", "a", "dev-", "dev-9", "dev-9b", "dev-09", "dev-10"]);
        let keys = [Key::Number(-1.5), Key::Number(2.0), Key::Text("a".to_owned()), Key::Missing];
        assert!(keys.is_sorted_by(|one, other| one.compare(other) == Ordering::Less));
    }

    #[test]
    fn columns_are_named_by_title_or_field() {
        let known = [Column::text("Key", "/key"), Column::text("Status", "/fields/status/name")];
        for (name, title, pointer) in [
            ("key", "Key", "/key"),
            ("STATUS", "Status", "/fields/status/name"),
            ("fields.summary", "fields.summary", "/fields/summary"),
            ("/a~1b", "/a~1b", "/a~1b"),
            (".id", ".id", "/id"),
        ] {
            let found = column(name, &known).unwrap();
            assert_eq!((found.title.as_str(), found.pointer.as_str()), (title, pointer), "{name}");
        }
        let error = column("summary", &known).unwrap_err();
        assert!(error.to_string().contains("`Key`, `Status`"), "{error}");
    }
}
