//! The table format: aligned columns for listings, one field a line for a single record.

use std::io::Write;

use serde_json::Value;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::plugin::manifest::{ColumnKind, ResultKind};

use super::{Format, Shape, Target, cell};

/// Rows that are held back to measure columns; later rows stream with these widths.
const MEASURED: usize = 200;
/// Bytes of rows that are held back: a few long rows are enough.
const MOST_HELD: usize = 16 << 20;
/// Narrowest that a column is cut to.
const NARROWEST: usize = 8;
const GAP: &str = "  ";

/// Aligned columns. Fits a terminal's width; is never cut in a pipe.
pub(super) struct Table {
    target: Target,
    held: Vec<Vec<String>>,
    held_bytes: usize,
    widths: Option<Vec<usize>>,
}

impl Table {
    pub(super) fn new(target: Target) -> Self {
        Self { target, held: Vec::new(), held_bytes: 0, widths: None }
    }

    fn flush(&mut self, shape: &Shape, out: &mut dyn Write) -> std::io::Result<()> {
        let titles: Vec<_> = shape.columns.iter().map(|column| column.title.to_uppercase()).collect();
        let widths = fitted(measured(&titles, &self.held), self.target.width);
        row(shape, &titles, &widths, self.target, out)?;
        for cells in self.held.drain(..) {
            row(shape, &cells, &widths, self.target, out)?;
        }
        self.widths = Some(widths);
        Ok(())
    }
}

impl Format for Table {
    fn record(&mut self, shape: &Shape, text: &str, out: &mut dyn Write) -> std::io::Result<()> {
        let record: Value = serde_json::from_str(text)?;
        let cells = cell::row(&record, &shape.columns, cell::readable)?;
        if shape.result == ResultKind::One {
            return fields(shape, &cells, out);
        }
        match &self.widths {
            Some(widths) => row(shape, &cells, widths, self.target, out),
            None => {
                self.held_bytes += cells.iter().map(String::len).sum::<usize>();
                self.held.push(cells);
                if self.held.len() >= MEASURED || self.held_bytes > MOST_HELD { self.flush(shape, out) } else { Ok(()) }
            }
        }
    }

    fn finish(&mut self, shape: &Shape, _complete: bool, out: &mut dyn Write) -> std::io::Result<()> {
        if self.held.is_empty() { Ok(()) } else { self.flush(shape, out) }
    }
}

fn fields(shape: &Shape, cells: &[String], out: &mut dyn Write) -> std::io::Result<()> {
    let widest = shape.columns.iter().map(|column| column.title.width()).max().unwrap_or(0);
    for (column, cell) in shape.columns.iter().zip(cells) {
        let padding = " ".repeat(widest - column.title.width());
        writeln!(out, "{}:{padding}{GAP}{cell}", column.title)?;
    }
    Ok(())
}

fn measured(titles: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let mut widths: Vec<_> = titles.iter().map(|title| title.width()).collect();
    for cells in rows {
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = (*width).max(cell.width());
        }
    }
    widths
}

/// Takes from the widest column until the row fits, so that keys and states stay whole.
fn fitted(mut widths: Vec<usize>, available: Option<usize>) -> Vec<usize> {
    let Some(available) = available else { return widths };
    let gaps = GAP.len() * widths.len().saturating_sub(1);
    let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(available);
    while excess > 0 {
        let Some(widest) = widths.iter_mut().max() else { break };
        if *widest <= NARROWEST {
            break;
        }
        *widest -= 1;
        excess -= 1;
    }
    widths
}

fn row(shape: &Shape, cells: &[String], widths: &[usize], target: Target, out: &mut dyn Write) -> std::io::Result<()> {
    let mut line = String::new();
    for (index, (cell, width)) in cells.iter().zip(widths).enumerate() {
        if index > 0 {
            line.push_str(GAP);
        }
        let cell = if target.is_terminal { cut(cell, *width) } else { cell.clone() };
        let padding = " ".repeat(width.saturating_sub(cell.width()));
        let to_the_right = shape.columns.get(index).is_some_and(|column| column.kind == ColumnKind::Number);
        if to_the_right {
            line.push_str(&padding);
        }
        line.push_str(&cell);
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
    for c in cell.chars() {
        used += c.width().unwrap_or(0);
        if used >= width {
            break;
        }
        kept.push(c);
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
