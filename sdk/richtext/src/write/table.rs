//! Tables: Markdown's own form where every cell is one line, else rows and cells as fences.

use serde_json::Value;

use super::inline::Place;
use super::{Writer, complete, fenced, prefixed, with_attrs};
use crate::attrs::Pairs;
use crate::node::{self, View, kind};
use crate::schema;

impl Writer {
    pub(super) fn table(&mut self, view: &View<'_>) -> Option<String> {
        if view.content.is_empty() {
            return None;
        }
        let pairs = schema::to_pairs(view, "");
        let (lists, items) = (self.lists, self.items);
        if let Some(table) = self.pipes(view) {
            return Some(if pairs.is_empty() { table } else { fenced("table", "", &pairs, &table) });
        }
        (self.lists, self.items) = (lists, items);
        let rows: Option<Vec<String>> = view.content.iter().map(|row| self.row(row)).collect();
        Some(fenced("table", "", &pairs, &rows?.join("\n")))
    }

    fn row(&mut self, row: &Value) -> Option<String> {
        let row = View::of(row).filter(|row| row.kind == "tableRow" && row.marks.is_empty())?;
        let mut cells = Vec::new();
        for cell in row.content {
            let cell =
                View::of(cell).filter(|cell| cell.marks.is_empty() && !cell.content.is_empty() && complete(cell))?;
            let name = match cell.kind {
                "tableHeader" => "header",
                "tableCell" => "cell",
                _ => return None,
            };
            let body = match cell.content {
                // An empty cell needs no word for it.
                [only] if *only == node::with("paragraph", &[]) => String::new(),
                blocks => self.blocks(cell.kind, blocks),
            };
            cells.push(fenced(name, "", &schema::to_pairs(&cell, ""), &body));
        }
        Some(fenced("row", "", &schema::to_pairs(&row, ""), &cells.join("\n")))
    }

    /// The table with pipes.
    fn pipes(&mut self, view: &View<'_>) -> Option<String> {
        let rows: Vec<Vec<View<'_>>> = view.content.iter().map(cells).collect::<Option<_>>()?;
        let columns = rows.first().map(Vec::len).filter(|columns| *columns > 0)?;
        if rows.iter().any(|row| row.len() != columns) {
            return None;
        }
        let aligned: Vec<Option<&str>> = (0..columns).map(|column| alignment(&rows, column)).collect();
        let mut lines = Vec::new();
        for (at, (row, node)) in rows.iter().zip(view.content).enumerate() {
            let row_view = View::of(node)?;
            let mut carried = prefixed("row", &schema::to_pairs(&row_view, ""));
            let mut line = "|".to_owned();
            for (cell, aligned) in row.iter().zip(&aligned) {
                let text = self.cell(cell, at == 0, *aligned, std::mem::take(&mut carried))?;
                line.push_str(if text.is_empty() { "  |" } else { " " });
                if !text.is_empty() {
                    line.push_str(&text);
                    line.push_str(" |");
                }
            }
            lines.push(line);
            if at == 0 {
                let rule = |aligned: &Option<&str>| match aligned {
                    Some("center") => " :-: |",
                    Some(_) => " --: |",
                    None => " --- |",
                };
                lines.push(format!("|{}", aligned.iter().map(rule).collect::<String>()));
            }
        }
        Some(lines.join("\n"))
    }

    fn cell(&mut self, cell: &View<'_>, header: bool, aligned: Option<&str>, row: Pairs) -> Option<String> {
        let [only] = cell.content else { return None };
        let paragraph = View::of(only).filter(|_| crate::place::fits(self.target, cell.kind, only))?;
        let mut own = View { kind: "paragraph", ..View::of(only)? };
        if aligned.is_some() {
            own.marks = paragraph.marks.get(1..)?;
        }
        let mut about = schema::to_pairs(cell, "");
        let is_header = cell.kind == "tableHeader";
        if is_header != header {
            about.push(("header".to_owned(), is_header.to_string()));
        }
        let pairs = [schema::to_pairs(&own, ""), prefixed("cell", &about), row].concat();
        Some(with_attrs(self.inline(paragraph.content, Place::Cell), &pairs))
    }
}

/// The cells of a row that can stand on one line.
fn cells(row: &Value) -> Option<Vec<View<'_>>> {
    let row = View::of(row).filter(|row| row.kind == "tableRow" && row.marks.is_empty())?;
    let cell = |cell| {
        let cell =
            View::of(cell).filter(|cell| ["tableHeader", "tableCell"].contains(&cell.kind) && cell.marks.is_empty())?;
        let spans = ["colspan", "rowspan"].iter().any(|name| cell.attr(name).is_some_and(|span| *span != 1));
        let one = matches!(cell.content, [only] if kind(only) == "paragraph" && View::of(only).is_some());
        (one && !spans).then_some(cell)
    };
    row.content.iter().map(cell).collect()
}

/// How all cells of a column are aligned, when it is their first mark.
fn alignment<'a>(rows: &[Vec<View<'a>>], column: usize) -> Option<&'a str> {
    let mut found = None;
    for row in rows {
        let cell = row.get(column)?.content.first()?;
        let mark = node::marks(cell).first().filter(|mark| kind(mark) == "alignment")?;
        let attrs = mark.get("attrs")?.as_object().filter(|attrs| attrs.len() == 1)?;
        let align = attrs.get("align")?.as_str().filter(|align| ["center", "end"].contains(align))?;
        if found.is_some_and(|found| found != align) {
            return None;
        }
        found = Some(align);
    }
    found
}
