//! What the user sees: results on standard output in the chosen format, everything else on standard error.
//!
//! Nothing that a site or a plugin says reaches a terminal without [`safe`] or its like.

mod bytes;
mod cell;
mod color;
mod csv;
mod jq;
mod json;
mod jsonl;
mod links;
mod list;
mod markdown;
mod pager;
mod progress;
mod quiet;
mod reading;
mod safe;
mod table;
mod talk;
mod view;
mod yaml;

use std::io::{BufWriter, ErrorKind, IsTerminal, Write};

use serde_json::Value;
use serde_json::value::RawValue;

pub use bytes::Bytes;
pub use color::wished_color;
pub use list::{List, Lists};
pub use progress::{Pause, Progress, pause};
pub use safe::{is_unsafe, line, text};
pub use talk::{Level, are_errors_json, debug, error, errors_as_json, note, prompt, show_debug, shows_debug, warn};
pub use view::{View, WEB};

use crate::cli;
use crate::credential;
use crate::error::{Error, Kind, Result};
use crate::http::Planned;
use crate::plugin::Page;
use crate::plugin::manifest::{self, ColumnKind, ResultKind};
use crate::profile::{Defaults, Selected};
use crate::program;

use json::Measured;
use pager::Sink;
use view::Key;

/// Bytes that gather before they are written.
const BUFFER: usize = 64 << 10;

/// Deepest nesting of a record: what serde_json reads, so that every format takes the same.
const DEEPEST: usize = 127;

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormatName {
    /// Aligned columns, or one field a line for a single record.
    Table,
    /// What the site sent: an array for listings, an object for one record.
    Json,
    /// The same with one record a line and no brackets around a listing.
    JsonLines,
    /// The same as YAML.
    Yaml,
    /// The table's columns per RFC 4180.
    Csv,
    /// The table's columns as a Markdown table, or a list of fields for a single record.
    Markdown,
    /// The identifier that one would type, one a line.
    Quiet,
}

impl FormatName {
    /// All formats by the names that are typed.
    pub const ALL: &[(&str, Self)] = &[
        ("table", Self::Table),
        ("json", Self::Json),
        ("jsonl", Self::JsonLines),
        ("yaml", Self::Yaml),
        ("csv", Self::Csv),
        ("markdown", Self::Markdown),
        ("quiet", Self::Quiet),
    ];

    /// What it is, for help.
    pub fn about(self) -> &'static str {
        match self {
            Self::Table => "aligned columns, or one field a line for a single record",
            Self::Json => "what the site sent: an array for listings, an object for one record",
            Self::JsonLines => "the same, one compact line a record",
            Self::Yaml => "the same as YAML",
            Self::Csv => "the table's columns per RFC 4180; formulas get a leading '",
            Self::Markdown => "the table's columns as a Markdown table, or a list of fields",
            Self::Quiet => "the identifier that one would type, one a line",
        }
    }

    /// As they are typed.
    pub fn names() -> Vec<&'static str> {
        Self::ALL.iter().map(|(name, _)| *name).collect()
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }
}

/// A column of the table, CSV and Markdown formats.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// JSON pointer of its value.
    pub pointer: String,
    /// How a table shows it.
    pub kind: ColumnKind,
    /// Named when the command runs, where nobody says what it has: a moment is one by its looks.
    pub guessed: bool,
}

impl Column {
    /// A column of plain text.
    pub fn text(title: impl Into<String>, pointer: impl Into<String>) -> Self {
        Self { title: title.into(), pointer: pointer.into(), kind: ColumnKind::Text, guessed: false }
    }
}

impl From<&manifest::Column> for Column {
    fn from(column: &manifest::Column) -> Self {
        Self { title: column.title.clone(), pointer: column.pointer.clone(), kind: column.kind, guessed: false }
    }
}

/// Makes errors look as a line wants them, before it is parsed.
pub fn set_up(args: &[String], defaults: &Defaults) {
    let wish = |name: &str| cli::value_of(&format!("--{name}"), args).map(str::to_owned).or_else(|| defaults.get(name));
    errors_as_json(wish("format").is_some_and(|format| format.starts_with("json")));
    color::wish(wish("color").as_deref());
    pager::wish(defaults.get("pager"));
}

/// What a command's results look like.
#[derive(Debug, Clone)]
pub struct Shape {
    /// One record or many.
    pub result: ResultKind,
    /// Columns of the table, CSV and Markdown formats.
    pub columns: Vec<Column>,
    /// JSON pointer of what `quiet` prints.
    pub id: Option<String>,
    /// Pages of the product; the first is the record's.
    pub pages: Vec<Page>,
}

impl Shape {
    /// A listing of the host's own: titles and pointers of its columns, and of what `quiet` prints.
    pub fn many(columns: &[(&str, &str)], id: &str) -> Self {
        Self {
            result: ResultKind::Many,
            columns: columns.iter().map(|(title, pointer)| Column::text(*title, *pointer)).collect(),
            id: Some(id.to_owned()),
            pages: Vec::new(),
        }
    }

    /// As a plugin's manifest says, under a profile.
    pub fn of(command: &manifest::Command, selected: &Selected) -> Self {
        Self {
            result: command.result,
            columns: command.columns.iter().map(Column::from).collect(),
            id: command.id.clone(),
            pages: command.web.iter().filter_map(|page| Page::of(page, selected)).collect(),
        }
    }

    /// Where a record's identifier leads.
    fn link(&self, record: &Value) -> Option<String> {
        self.pages.first().and_then(|page| page.of_record(record))
    }
}

/// Where results go.
#[derive(Debug, Clone, Copy)]
struct Target {
    is_terminal: bool,
    width: Option<usize>,
    colored: bool,
    /// Whether it knows OSC 8.
    linked: bool,
}

/// One way of showing records.
trait Format: Send {
    /// Shows a record; `text` is valid JSON without white space between its tokens.
    fn record(&mut self, shape: &Shape, text: &str, out: &mut dyn Write) -> std::io::Result<()>;
    /// Ends the output; `complete` when the command did not fail.
    fn finish(&mut self, shape: &Shape, complete: bool, out: &mut dyn Write) -> std::io::Result<()>;
}

/// Standard output for one command.
pub struct Output {
    shape: Shape,
    format: Box<dyn Format>,
    format_name: FormatName,
    target: Target,
    out: BufWriter<Sink>,
    records: u64,
    notes: usize,
    incomplete: Option<(String, Option<u64>)>,
    /// Whether bytes went to standard output past the format.
    has_bytes: bool,
    /// Writes of a dry run; where it may have some, they alone are shown.
    planned: Option<u64>,
    view: View,
    jq: Option<jq::Jq>,
    order: Option<(Column, bool)>,
    /// Records that are shown at the end, because all have to be there first.
    held: Vec<Box<str>>,
    /// The envelope has begun.
    opened: bool,
    /// The page that `--web` opens.
    address: Option<String>,
}

impl std::fmt::Debug for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Output").field("records", &self.records).finish_non_exhaustive()
    }
}

impl Output {
    /// Output of a shape in a view.
    ///
    /// # Errors
    /// When the view names a column that is not there, a filter that is none, or what its format does not have.
    pub fn new(view: &View, mut shape: Shape) -> Result<Self> {
        let format_name = view.format;
        let jq = view.jq.as_deref().map(jq::Jq::new).transpose()?;
        let order = view.order(&shape.columns)?;
        let chosen = view.chosen(&shape.columns)?;
        if !chosen.is_empty() {
            shape.columns = chosen;
        }
        if view.envelope && format_name != FormatName::Json {
            return Err(Error::usage("`--envelope` goes with `--format json`"));
        }
        let stdout = std::io::stdout();
        let is_terminal = stdout.is_terminal();
        let fits = is_terminal && !view.wide;
        let width = fits.then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0));
        let target =
            Target { is_terminal, width, colored: color::on_stdout(), linked: is_terminal && links::are_known() };
        let format: Box<dyn Format> = match format_name {
            FormatName::Table => Box::new(table::Table::new(target)),
            FormatName::Json => Box::new(json::Json::new(target)),
            FormatName::JsonLines => Box::new(jsonl::JsonLines::new(target)),
            FormatName::Yaml => Box::new(yaml::Yaml::new(target)),
            FormatName::Csv => Box::new(csv::Csv::new(target)),
            FormatName::Markdown => Box::new(markdown::Markdown::new()),
            FormatName::Quiet => Box::new(quiet::Quiet::new(target)),
        };
        Ok(Self {
            shape,
            format,
            format_name,
            target,
            out: BufWriter::with_capacity(BUFFER, Sink::new(view.may_page)),
            records: 0,
            notes: 0,
            incomplete: None,
            has_bytes: false,
            planned: None,
            view: view.clone(),
            jq,
            order,
            held: Vec::new(),
            opened: false,
            address: None,
        })
    }

    /// Output of a dry run: the writes that are not sent, and nothing else. What the view says of the results' columns
    /// does not apply.
    ///
    /// # Errors
    /// As [`Output::new`].
    pub fn of_plan(view: &View) -> Result<Self> {
        let columns = ["Method", "URL", "Body"].map(|title| Column::text(title, format!("/{}", title.to_lowercase())));
        let shape =
            Shape { result: ResultKind::Many, columns: columns.into(), id: Some("/url".to_owned()), pages: Vec::new() };
        let view = View { columns: Vec::new(), sort: None, web: false, ..view.clone() };
        Ok(Self { planned: Some(0), ..Self::new(&view, shape)? })
    }

    /// Shows a write that is not sent.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn plan(&mut self, planned: &Planned) -> Result<()> {
        let before = self.planned.unwrap_or(0);
        self.planned = Some(before + 1);
        if self.format_name != FormatName::Table || self.jq.is_some() {
            self.records += 1;
            return self.show_record(&planned.record().to_string());
        }
        let gap = if before > 0 { "\n" } else { "" };
        self.text_as_is(&format!("{gap}{}", planned.text()))
    }

    /// Whether `--jq` filters what is shown.
    pub fn is_filtered(&self) -> bool {
        self.jq.is_some()
    }

    /// Whether a dry run has left out a write.
    pub fn has_plan(&self) -> bool {
        self.planned.is_some_and(|count| count > 0)
    }

    /// Replaces the columns; too late after the first record.
    pub fn columns(&mut self, mut columns: Vec<Column>) {
        if self.records > 0 {
            return;
        }
        // What is declared of a value holds under any title.
        for column in &mut columns {
            let declared = self.shape.columns.iter().find(|declared| declared.pointer == column.pointer);
            (column.kind, column.guessed) = declared.map_or((column.kind, true), |declared| (declared.kind, false));
        }
        // What the user has named was found among the others, and is found here, or is a field.
        let known: Vec<_> = columns.iter().chain(&self.shape.columns).cloned().collect();
        match self.view.chosen(&known) {
            Ok(chosen) if !chosen.is_empty() => self.shape.columns = chosen,
            _ => self.shape.columns = columns,
        }
    }

    /// Shows a record.
    ///
    /// # Errors
    /// When it is not a JSON object, is nested too deep, is one too many, or cannot be written.
    pub fn record(&mut self, json: &str) -> Result<()> {
        let raw: &RawValue = serde_json::from_str(json)
            .map_err(|error| Error::failed("the plugin emitted something that is not JSON").caused_by(error))?;
        if !raw.get().starts_with('{') {
            return Err(Error::failed("the plugin emitted JSON that is not an object"));
        }
        self.measured(raw.get(), Measured::of(raw.get(), 0))
    }

    /// Shows at most so many records of an answer.
    ///
    /// # Errors
    /// As [`Output::record`].
    pub fn list(&mut self, list: &List, most: usize) -> Result<()> {
        list.records().take(most).try_for_each(|(text, measured)| self.measured(text, measured))
    }

    /// Shows a JSON object.
    fn measured(&mut self, json: &str, measured: Measured) -> Result<()> {
        if measured.depth > DEEPEST {
            return Err(Error::failed(format!("the plugin emitted JSON that is nested more than {DEEPEST} deep")));
        }
        if self.shape.result == ResultKind::None || (self.shape.result == ResultKind::One && self.records > 0) {
            return Err(Error::failed("the plugin emitted more records than its manifest says"));
        }
        self.records += 1;
        if self.planned.is_some() {
            return Ok(());
        }
        if self.view.web {
            self.address = self.address.take().or_else(|| self.shape.link(&serde_json::from_str(json).ok()?));
            return Ok(());
        }
        self.show_record(&measured.compact(json))
    }

    /// Shows what is to be read below the one record that there is: rendered in a table on a terminal, as Markdown
    /// elsewhere.
    ///
    /// # Errors
    /// When there can be more than one, or it cannot be written.
    pub fn below(&mut self, markdown: &str) -> Result<()> {
        if self.shape.result != ResultKind::One {
            return Err(Error::failed("the plugin shows a text below one of several records"));
        }
        let is_read = matches!(self.format_name, FormatName::Table | FormatName::Markdown);
        let is_whole = self.jq.is_none() && self.view.columns.is_empty() && !self.view.web && self.planned.is_none();
        let markdown = markdown.trim_end();
        if !is_read || !is_whole || markdown.is_empty() {
            return Ok(());
        }
        // Without a field above it, the text is all there is.
        let gap = if self.shape.columns.is_empty() { "" } else { "\n" };
        if self.format_name == FormatName::Table && self.target.is_terminal {
            let text = reading::rendered(&credential::shown(markdown), self.target);
            return write!(self.out, "{gap}{text}").map_err(unwritable);
        }
        self.text_as_is(&format!("{gap}{markdown}\n"))
    }

    /// Shows a record, or holds it until all are there.
    fn show_record(&mut self, json: &str) -> Result<()> {
        let json = &*credential::shown_json(json);
        if self.jq.is_some() || self.order.is_some() {
            self.held.push(json.into());
            return Ok(());
        }
        self.format_record(json)
    }

    fn format_record(&mut self, json: &str) -> Result<()> {
        if self.view.envelope && !std::mem::replace(&mut self.opened, true) {
            self.out.write_all(b"{\"data\": ").map_err(unwritable)?;
        }
        self.format.record(&self.shape, json, &mut self.out).map_err(unwritable)
    }

    /// Shows what was held: sorted, or through the filter.
    fn show_held(&mut self, complete: bool) -> Result<()> {
        let mut held = std::mem::take(&mut self.held);
        if let Some((column, reverse)) = &self.order {
            if held.len() > view::MANY {
                note(
                    Level::Info,
                    &format!(
                        "sorting: all {} records were held in memory",
                        grouped(u64::try_from(held.len()).unwrap_or(u64::MAX))
                    ),
                );
            }
            let key = |text: &str| serde_json::from_str(text).map_or(Key::Missing, |record| Key::of(&record, column));
            let mut keyed: Vec<_> = held.into_iter().map(|text| (key(&text), text)).collect();
            keyed.sort_by(|(one, _), (other, _)| if *reverse { other.compare(one) } else { one.compare(other) });
            held = keyed.into_iter().map(|(_, text)| text).collect();
        }
        let Some(jq) = self.jq.take() else {
            return held.iter().try_for_each(|text| self.format_record(text));
        };
        // A part is not what the filter is about.
        if !complete {
            return Ok(());
        }
        let input = match (self.shape.result, held.first()) {
            (ResultKind::One, Some(one)) => one.to_string(),
            (ResultKind::One | ResultKind::None, _) => return Ok(()),
            (ResultKind::Text, _) => held.concat(),
            (ResultKind::Many, _) => format!("[{}]", held.join(",")),
        };
        let input = if self.view.envelope { self.enveloped(&input) } else { input };
        let is_terminal = self.target.is_terminal;
        jq.run(&input, is_terminal, &mut |line| {
            let line = if is_terminal { text(line) } else { line.into() };
            writeln!(self.out, "{line}").map_err(unwritable)
        })
    }

    /// Results as `--envelope` wraps them.
    fn enveloped(&self, data: &str) -> String {
        format!("{{\"data\": {data}, {}}}", self.envelope_end())
    }

    fn envelope_end(&self) -> String {
        format!("\"count\": {}, \"incomplete\": {}", self.records, self.incomplete.is_some())
    }

    /// Shows a record of the host's own.
    ///
    /// # Errors
    /// As [`Output::record`].
    pub fn value(&mut self, value: &Value) -> Result<()> {
        self.record(&value.to_string())
    }

    /// Writes text that is itself the result: byte for byte into a pipe, made safe on a terminal.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn text(&mut self, text: &str) -> Result<()> {
        if self.planned.is_some() {
            return Ok(());
        }
        if self.jq.is_some() {
            self.held.push(credential::shown(text).into());
            return Ok(());
        }
        self.text_as_is(text)
    }

    fn text_as_is(&mut self, text: &str) -> Result<()> {
        let shown = if self.target.is_terminal { safe::text(text) } else { credential::shown(text) };
        self.out.write_all(shown.as_bytes()).map_err(unwritable)
    }

    /// Standard output for bytes that are themselves the result, after all that was shown so far.
    ///
    /// # Errors
    /// When what was shown so far cannot be written.
    pub fn bytes(&mut self) -> Result<Bytes> {
        self.close()?;
        self.has_bytes = true;
        Ok(Bytes::new(self.target.is_terminal))
    }

    /// Notes the page to open, if one is wanted; answers whether it is.
    ///
    /// # Errors
    /// When there is no such page, or not with these parameters.
    pub fn browse(&mut self, page: &str, params: &[(String, String)]) -> std::result::Result<bool, String> {
        let Some(page) = self.shape.pages.iter().find(|known| known.name == page) else {
            return Err(format!("the command has no page `{page}` under this profile"));
        };
        let address = page.address(params).map_err(|why| format!("page `{}`: {why}", page.name))?;
        let is_wanted = self.view.web || self.shape.result == ResultKind::None;
        if is_wanted {
            self.address = Some(address);
        }
        Ok(is_wanted)
    }

    /// Counts one more note of the guest's; answers how many there were.
    pub fn count_note(&mut self) -> usize {
        self.notes += 1;
        self.notes
    }

    /// The listing stops although more exists; said when everything is written.
    pub fn incomplete(&mut self, reason: &str, total: Option<u64>) {
        self.incomplete = Some((reason.to_owned(), total));
    }

    /// Ends the output; `complete` when the command did not fail.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(&mut self, complete: bool) -> Result<()> {
        if let Some(planned) = self.planned {
            return self.finish_plan(planned, complete);
        }
        if let Some(address) = self.address.take_if(|_| complete) {
            return program::browse(&address);
        }
        if self.view.web {
            return if complete { Err(Error::failed("this has no page to open")) } else { Ok(()) };
        }
        // Bytes that are the result stand alone: no empty list after them.
        if self.records > 0 || !self.has_bytes {
            let filtered = self.jq.is_some();
            self.show_held(complete)?;
            if !filtered && (complete || self.records > 0) {
                self.finish_format(complete)?;
            }
        }
        self.close()?;
        if let Some((reason, total)) = self.incomplete.take() {
            note(Level::Info, &incomplete_message(self.records, total, &reason));
        }
        let empty = complete && self.records == 0 && !self.has_bytes && self.shape.result == ResultKind::Many;
        if empty && matches!(self.format_name, FormatName::Table | FormatName::Markdown) {
            note(Level::Info, "no results");
        }
        Ok(())
    }
}

/// Writes bytes that are for another program to standard output, as they are.
///
/// # Errors
/// When they cannot be written.
pub fn bytes(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(unwritable)
}

impl Output {
    /// Writes what has gathered, and lets the user read it before anything else is said.
    fn close(&mut self) -> Result<()> {
        let flushed = self.out.flush().map_err(unwritable);
        self.out.get_mut().close();
        flushed
    }

    fn finish_format(&mut self, complete: bool) -> Result<()> {
        if !self.view.envelope || self.shape.result == ResultKind::None {
            return self.format.finish(&self.shape, complete, &mut self.out).map_err(unwritable);
        }
        if !std::mem::replace(&mut self.opened, true) {
            self.out.write_all(b"{\"data\": ").map_err(unwritable)?;
        }
        self.format.finish(&self.shape, complete, &mut self.out).map_err(unwritable)?;
        // What failed stays unclosed, as without an envelope.
        if !complete {
            return Ok(());
        }
        let end = self.envelope_end();
        writeln!(self.out, ", {end}}}").map_err(unwritable)
    }

    fn finish_plan(&mut self, planned: u64, complete: bool) -> Result<()> {
        let filtered = self.jq.is_some();
        self.show_held(complete)?;
        if self.format_name != FormatName::Table && !filtered {
            self.finish_format(complete)?;
        }
        self.close()?;
        match planned {
            0 if complete => note(Level::Info, "dry run: nothing would be written"),
            0 => {}
            1 => note(Level::Info, "dry run: this was not sent; what would follow on its answer is not known"),
            more => note(Level::Info, &format!("dry run: these {more} were not sent")),
        }
        Ok(())
    }
}

fn incomplete_message(shown: u64, total: Option<u64>, reason: &str) -> String {
    let of = total.map_or_else(|| "; there are more".to_owned(), |total| format!(" of about {}", grouped(total)));
    let reason = if reason.is_empty() { String::new() } else { format!("; {reason}") };
    format!("showing {}{of}{reason}", grouped(shown))
}

/// A number with a comma between its thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut result = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            result.push(',');
        }
        result.push(digit);
    }
    result
}

/// Why results cannot be written. A closed pipe is the reader's way of saying "enough".
pub fn unwritable(error: std::io::Error) -> Error {
    if error.kind() == ErrorKind::BrokenPipe {
        return Error::new(Kind::BrokenPipe, "whoever read the output has gone");
    }
    Error::failed("the output cannot be written").caused_by(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows records in a format as they would go to a pipe.
    pub(super) fn show(format: &mut dyn Format, shape: &Shape, records: &[&str]) -> String {
        let mut out = Vec::new();
        for record in records {
            format.record(shape, &Measured::of(record, 0).compact(record), &mut out).unwrap();
        }
        format.finish(shape, true, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    pub(super) fn shape(result: ResultKind, columns: &[(&str, &str)]) -> Shape {
        let columns = columns.iter().map(|(title, pointer)| Column::text(*title, *pointer)).collect();
        Shape { result, columns, id: Some("/key".to_owned()), pages: Vec::new() }
    }

    pub(super) const PIPE: Target = Target { is_terminal: false, width: None, colored: false, linked: false };

    pub(super) fn terminal(width: usize) -> Target {
        Target { is_terminal: true, width: Some(width), colored: false, linked: false }
    }

    #[test]
    fn what_is_missing_is_said() {
        assert_eq!(
            incomplete_message(25, Some(1240), "--limit 0 for all"),
            "showing 25 of about 1,240; --limit 0 for all"
        );
        assert_eq!(incomplete_message(25, None, ""), "showing 25; there are more");
    }

    #[test]
    fn thousands_are_kept_apart() {
        let numbers = [0, 999, 1000, 12_345, 1_234_567].map(grouped);
        assert_eq!(numbers, ["0", "999", "1,000", "12,345", "1,234,567"]);
    }
}
