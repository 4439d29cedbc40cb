//! The table format: aligned columns for listings, one field a line for a single record.

use std::io::Write;

use anstyle::Style;
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::plugin::manifest::{ColumnKind, ResultKind};

use super::color::{self, styled};
use super::{Column, Format, Shape, Target, cell, links};

/// Rows that are held back to measure columns; later rows stream with these widths.
const MEASURED: usize = 200;
/// Bytes of rows that are held back: a few long rows are enough.
const MOST_HELD: usize = 16 << 20;
/// Narrowest that a column is cut to.
const NARROWEST: usize = 8;
/// A text keeps this much as long as dates have their times.
const READABLE: usize = 24;
/// `2026-01-31`.
const DAY: usize = 10;
const GAP: &str = "  ";

/// Aligned columns. Fits a terminal's width; is never cut in a pipe.
pub(super) struct Table {
    target: Target,
    held: Vec<Row>,
    held_bytes: usize,
    widths: Option<Vec<usize>>,
}

/// A record's cells, and where its identifier leads.
struct Row {
    cells: Vec<String>,
    link: Option<String>,
}

impl Table {
    pub(super) fn new(target: Target) -> Self {
        Self { target, held: Vec::new(), held_bytes: 0, widths: None }
    }

    fn flush(&mut self, shape: &Shape, out: &mut dyn Write) -> std::io::Result<()> {
        let titles: Vec<_> = shape.columns.iter().map(|column| column.title.to_uppercase()).collect();
        let widths = fitted(measured(&titles, &self.held), shape, self.target.width);
        let titles = Row { cells: titles, link: None };
        write_row(shape, &titles, &widths, self.target, |_| Some(color::TITLE), out)?;
        for row in self.held.drain(..) {
            write_row(shape, &row, &widths, self.target, |column| style(shape, column), out)?;
        }
        self.widths = Some(widths);
        Ok(())
    }
}

impl Format for Table {
    fn record(&mut self, shape: &Shape, text: &str, out: &mut dyn Write) -> std::io::Result<()> {
        let record: Value = serde_json::from_str(text)?;
        let cells = cell::row(&record, &shape.columns, cell::readable)?;
        let link = if self.target.linked { shape.link(&record) } else { None };
        let row = Row { cells, link };
        if shape.result == ResultKind::One {
            return write_fields(shape, &row, self.target, out);
        }
        match &self.widths {
            Some(widths) => write_row(shape, &row, widths, self.target, |column| style(shape, column), out),
            None => {
                self.held_bytes += row.cells.iter().map(String::len).sum::<usize>();
                self.held.push(row);
                if self.held.len() >= MEASURED || self.held_bytes > MOST_HELD { self.flush(shape, out) } else { Ok(()) }
            }
        }
    }

    fn finish(&mut self, shape: &Shape, _complete: bool, out: &mut dyn Write) -> std::io::Result<()> {
        if self.held.is_empty() { Ok(()) } else { self.flush(shape, out) }
    }
}

/// How a column's cells look, where colour is wanted.
fn style(shape: &Shape, column: &Column) -> Option<Style> {
    match column.kind {
        _ if is_identifier(shape, column) => Some(color::IDENTIFIER),
        ColumnKind::Date => Some(color::DATE),
        _ => None,
    }
}

fn is_identifier(shape: &Shape, column: &Column) -> bool {
    shape.id.as_ref() == Some(&column.pointer)
}

/// A cell as it is written: coloured, and linked where it is what one would type.
fn dressed(shape: &Shape, row: &Row, column: Option<&Column>, style: Option<Style>, cell: &str) -> String {
    let text = style.map_or_else(|| cell.to_owned(), |style| styled(style, cell));
    let link = row.link.as_ref().filter(|_| column.is_some_and(|column| is_identifier(shape, column)));
    link.map_or_else(|| text.clone(), |address| links::linked(address, &text))
}

fn write_fields(shape: &Shape, row: &Row, target: Target, out: &mut dyn Write) -> std::io::Result<()> {
    let widest = shape.columns.iter().map(|column| column.title.width()).max().unwrap_or(0);
    for (column, cell) in shape.columns.iter().zip(&row.cells) {
        let cell = dressed(shape, row, Some(column), None, cell);
        let padding = " ".repeat(widest - column.title.width());
        let title = format!("{}:", column.title);
        let title = if target.colored { styled(color::TITLE, &title) } else { title };
        writeln!(out, "{title}{padding}{GAP}{cell}")?;
    }
    Ok(())
}

fn measured(titles: &[String], rows: &[Row]) -> Vec<usize> {
    let mut widths: Vec<_> = titles.iter().map(|title| title.width()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(&row.cells) {
            *width = (*width).max(cell.width());
        }
    }
    widths
}

/// Whether half a cell would be none: a key, a date, a state, a number.
fn is_firm(shape: &Shape, column: &Column) -> bool {
    use ColumnKind::{Bytes, Date, Number, Status};
    is_identifier(shape, column) || matches!(column.kind, Date | Status | Number | Bytes)
}

/// Whose turn it is to give room.
#[derive(Clone, Copy)]
enum Gives {
    Text,
    Date,
    Any,
}

/// Takes from the widest column until the row fits: first from long texts, then the times of dates, then from every text,
/// and from what is firm only when nothing is left.
fn fitted(mut widths: Vec<usize>, shape: &Shape, available: Option<usize>) -> Vec<usize> {
    let Some(available) = available else { return widths };
    let gaps = GAP.len() * widths.len().saturating_sub(1);
    let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(available);
    for (least, gives) in
        [(READABLE, Gives::Text), (DAY, Gives::Date), (NARROWEST, Gives::Text), (NARROWEST, Gives::Any)]
    {
        let gives = |column: &Column| match gives {
            Gives::Text => !is_firm(shape, column),
            Gives::Date => column.kind == ColumnKind::Date,
            Gives::Any => true,
        };
        while excess > 0 {
            let wide = widths.iter_mut().zip(&shape.columns).filter(|(width, column)| **width > least && gives(column));
            let Some((widest, _)) = wide.max_by_key(|(width, _)| **width) else { break };
            *widest -= 1;
            excess -= 1;
        }
    }
    widths
}

fn write_row(
    shape: &Shape,
    row: &Row,
    widths: &[usize],
    target: Target,
    style: impl Fn(&Column) -> Option<Style>,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let mut line = String::new();
    for (index, (cell, width)) in row.cells.iter().zip(widths).enumerate() {
        if index > 0 {
            line.push_str(GAP);
        }
        let column = shape.columns.get(index);
        let cell = match cell.get(..DAY) {
            Some(day) if *width == DAY && column.is_some_and(|column| column.kind == ColumnKind::Date) => {
                day.to_owned()
            }
            _ if target.is_terminal => cut(cell, *width),
            _ => cell.clone(),
        };
        let padding = " ".repeat(width.saturating_sub(cell.width()));
        let to_the_right = column.is_some_and(|column| column.kind == ColumnKind::Number);
        if to_the_right {
            line.push_str(&padding);
        }
        let style = column.and_then(&style).filter(|_| target.colored && !cell.is_empty());
        line.push_str(&dressed(shape, row, column, style, &cell));
        if !to_the_right {
            line.push_str(&padding);
        }
    }
    writeln!(out, "{}", line.trim_end())
}

/// At most `width` columns wide; what is cut ends in `…`.
fn cut(cell: &str, width: usize) -> String {
    if cell.width() <= width {
        return cell.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for letter in cell.graphemes(true) {
        used += letter.width();
        if used >= width {
            break;
        }
        kept.push_str(letter);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PIPE, shape, show, terminal};
    use super::*;

    const RECORDS: &[&str] =
        &[r#"{"key":"DEV-1","s":"Short","n":5}"#, r#"{"key":"DEV-20","s":"日本語 text that is long","n":10}"#];

    #[test]
    fn columns_are_aligned_by_their_width_on_screen() {
        let mut shape = shape(ResultKind::Many, &[("Key", "/key"), ("Summary", "/s"), ("N", "/n")]);
        shape.columns[2].kind = ColumnKind::Number;
        let expected = "KEY     SUMMARY                    N\n\
                        DEV-1   Short                      5\n\
                        DEV-20  日本語 text that is long  10\n";
        assert_eq!(show(&mut Table::new(PIPE), &shape, RECORDS), expected);
    }

    #[test]
    fn a_terminal_gets_what_fits() {
        let shape = shape(ResultKind::Many, &[("Key", "/key"), ("Summary", "/s"), ("N", "/n")]);
        for width in [30, 24, 20] {
            let shown = show(&mut Table::new(terminal(width)), &shape, RECORDS);
            assert!(shown.lines().all(|line| line.width() <= width), "{width}:\n{shown}");
            assert!(shown.contains('…') && shown.contains("DEV-20"), "{shown}");
        }
    }

    /// CJK, emoji of several characters, marks that combine, and letters that run from the right.
    #[test]
    fn letters_are_never_cut_apart() {
        let family = "👨\u{200d}👩\u{200d}👧";
        for text in ["日本語日本語", &family.repeat(4), &"e\u{301}".repeat(9), "שלום עולם שלום", "🇩🇪🇫🇷🇮🇹🇪🇸"]
        {
            for width in 1..8 {
                let cut = cut(text, width);
                assert!(cut.width() <= width, "{text} {width}: {cut}");
                let kept = cut.strip_suffix('…').unwrap();
                let letters: Vec<_> = text.graphemes(true).take(kept.graphemes(true).count()).collect();
                assert_eq!(letters.concat(), kept, "{text} {width}");
            }
            assert_eq!(cut(text, text.width()), text);
        }
    }

    #[test]
    fn colour_changes_no_letter_and_no_place() {
        let mut shape = shape(ResultKind::Many, &[("Key", "/key"), ("When", "/s"), ("N", "/n")]);
        shape.columns[1].kind = ColumnKind::Date;
        let plain = show(&mut Table::new(terminal(80)), &shape, RECORDS);
        let colored = show(&mut Table::new(Target { colored: true, ..terminal(80) }), &shape, RECORDS);
        assert!(
            colored.contains("\u{1b}[1mKEY\u{1b}[0m") && colored.contains("\u{1b}[36mDEV-1\u{1b}[0m"),
            "{colored:?}"
        );
        let mut bare = colored;
        for sequence in ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[36m"] {
            bare = bare.replace(sequence, "");
        }
        assert_eq!(bare, plain);
    }

    #[test]
    fn one_record_is_a_list_of_fields() {
        let shape = shape(ResultKind::One, &[("Key", "/key"), ("Summary", "/s")]);
        let shown = show(&mut Table::new(PIPE), &shape, &[r#"{"key":"DEV-1","s":"Short"}"#]);
        assert_eq!(shown, "Key:      DEV-1\nSummary:  Short\n");
    }

    #[test]
    fn later_rows_stream_with_the_first_widths() {
        let shape = shape(ResultKind::Many, &[("Key", "/key")]);
        let records: Vec<_> = (0..MEASURED + 5).map(|n| format!("{{\"key\":\"K-{n}\"}}")).collect();
        let records: Vec<_> = records.iter().map(String::as_str).collect();
        let shown = show(&mut Table::new(PIPE), &shape, &records);
        assert_eq!(shown.lines().count(), MEASURED + 6);
        assert_eq!(show(&mut Table::new(PIPE), &shape, &[]), "");
    }
}
