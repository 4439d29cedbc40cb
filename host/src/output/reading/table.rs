//! A table drawn to a width: what does not fit is broken into lines within its cell.

use super::super::Target;
use super::words::{self, Look, Span};
use unicode_width::UnicodeWidthStr;

/// Narrowest that a column becomes.
const NARROWEST: usize = 6;
/// What stands between two cells.
const BETWEEN: &str = " │ ";

/// A table in the making; the first row is its head.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<Vec<Span>>>,
}

impl Table {
    pub(super) fn row(&mut self) {
        self.rows.push(Vec::new());
    }

    pub(super) fn cell(&mut self, spans: Vec<Span>) {
        if let Some(row) = self.rows.last_mut() {
            row.push(spans);
        }
    }

    /// Its lines.
    pub(super) fn lines(&self, width: usize, target: Target) -> Vec<String> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths = self.widths(columns, width);
        if widths.iter().sum::<usize>() + BETWEEN.width() * columns.saturating_sub(1) > width {
            return self.as_lists(width, target);
        }
        let bar = words::dressed(&[Span::new(BETWEEN, Look { dim: true, ..Look::default() })], target);
        let mut lines = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            let cells: Vec<_> = widths
                .iter()
                .enumerate()
                .map(|(column, width)| words::wrapped(row.get(column).map_or(&[], Vec::as_slice), *width))
                .collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0);
            for height in 0..height {
                let mut line = String::new();
                for (column, (cell, width)) in cells.iter().zip(&widths).enumerate() {
                    if column > 0 {
                        line.push_str(&bar);
                    }
                    let spans = cell.get(height).map_or(&[][..], Vec::as_slice);
                    line.push_str(&words::dressed(spans, target));
                    line.push_str(&" ".repeat(width.saturating_sub(words::width(spans))));
                }
                lines.push(line);
            }
            if index == 0 {
                let rule: Vec<_> = widths.iter().map(|width| "─".repeat(*width)).collect();
                let rule = Span::new(&rule.join("─┼─"), Look { dim: true, ..Look::default() });
                lines.push(words::dressed(&[rule], target));
            }
        }
        lines
    }

    /// A cell a line, each with its title: for a width that has no room for columns.
    fn as_lists(&self, width: usize, target: Target) -> Vec<String> {
        let (titles, rows) =
            self.rows.split_first().map_or((&[][..], &[][..]), |(first, rest)| (first.as_slice(), rest));
        let rule = Span::new(&"─".repeat(width), Look { dim: true, ..Look::default() });
        let mut lines = Vec::new();
        for row in rows {
            if !lines.is_empty() {
                lines.push(words::dressed(std::slice::from_ref(&rule), target));
            }
            for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let title = titles.get(column).map_or(&[][..], Vec::as_slice);
                let colon = Span::new(": ", Look::default());
                let before = if title.is_empty() { Vec::new() } else { [title, &[colon]].concat() };
                let spans = [before, cell.clone()].concat();
                lines.extend(words::wrapped(&spans, width).iter().map(|line| words::dressed(line, target)));
            }
        }
        lines
    }

    /// As wide as the cells are; the widest give way until all fit.
    fn widths(&self, columns: usize, available: usize) -> Vec<usize> {
        let widest = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| words::width(cell)).max().unwrap_or(0).max(1)
        };
        let mut widths: Vec<_> = (0..columns).map(widest).collect();
        let between = 3 * columns.saturating_sub(1);
        let mut excess = (widths.iter().sum::<usize>() + between).saturating_sub(available);
        while excess > 0 {
            let Some(widest) = widths.iter_mut().filter(|width| **width > NARROWEST).max() else { break };
            *widest -= 1;
            excess -= 1;
        }
        widths
    }
}
