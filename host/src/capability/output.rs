//! `output`: results, notes and columns.

use crate::output::{self, Column};
use crate::plugin::HostState;
use crate::plugin::bindings::atlassian::plugin::output::{Column as GuestColumn, Host, Level};

/// Notes of one run at most: a guest that talks without end is not worth listening to.
const MOST_NOTES: usize = 1000;
/// Columns of a table at most.
const MOST_COLUMNS: usize = 200;
/// Longest title of a column in bytes.
const LONGEST_TITLE: usize = 200;
/// Longest note in bytes.
const LONGEST_NOTE: usize = 4096;

impl Host for HostState {
    fn columns(&mut self, columns: Vec<GuestColumn>) -> wasmtime::Result<()> {
        if columns.len() > MOST_COLUMNS || columns.iter().any(|column| column.title.len() > LONGEST_TITLE) {
            return Err(wasmtime::Error::msg(format!(
                "a table has {MOST_COLUMNS} columns at most, and a title {LONGEST_TITLE} bytes"
            )));
        }
        let safe = |column: GuestColumn| Column::text(output::line(&column.title).into_owned(), column.pointer);
        self.output.columns(columns.into_iter().map(safe).collect());
        Ok(())
    }

    fn emit(&mut self, json: String) -> wasmtime::Result<()> {
        self.bound("a record", json.len())?;
        self.may_emit()?;
        self.progress.records(1);
        self.output.record(&json).map_err(wasmtime::Error::from)
    }

    fn emit_list(&mut self, kept: u32, max: u32) -> wasmtime::Result<()> {
        let Some(list) = self.lists.give(kept) else {
            return Err(wasmtime::Error::msg(format!("the plugin shows list {kept}, which is not kept for it")));
        };
        let most = usize::try_from(max).unwrap_or(usize::MAX);
        self.bound("a record", list.longest(most))?;
        self.may_emit()?;
        self.progress.records(list.count().min(most));
        self.output.list(&list, most).map_err(wasmtime::Error::from)
    }

    fn view(&mut self, json: String, markdown: String) -> wasmtime::Result<()> {
        self.bound("a text", markdown.len())?;
        self.emit(json)?;
        self.output.below(&markdown).map_err(wasmtime::Error::from)
    }

    fn text(&mut self, text: String) -> wasmtime::Result<()> {
        self.worked();
        self.bound("text", text.len())?;
        if !self.emits_text {
            return Err(wasmtime::Error::msg("a command whose result is not text emitted text"));
        }
        self.output.text(&text).map_err(wasmtime::Error::from)
    }

    fn note(&mut self, level: Level, message: String) -> wasmtime::Result<()> {
        if self.output.count_note() > MOST_NOTES {
            return Err(wasmtime::Error::msg(format!("a plugin makes {MOST_NOTES} notes at most")));
        }
        // Nothing was done.
        if self.output.has_plan() && level == Level::Success {
            return Ok(());
        }
        let level = match level {
            Level::Info => output::Level::Info,
            Level::Success => output::Level::Success,
            Level::Warning => output::Level::Warning,
        };
        let message = message.get(..message.floor_char_boundary(LONGEST_NOTE)).unwrap_or_default();
        // The host's own words stand without a name before them.
        let plugin = self.command.split(' ').next().unwrap_or_default();
        output::note(level, &format!("{plugin}: {message}"));
        Ok(())
    }

    fn incomplete(&mut self, reason: String, total: Option<u64>) -> wasmtime::Result<()> {
        self.bound("a reason", reason.len())?;
        self.output.incomplete(&reason, total);
        Ok(())
    }

    fn browse(&mut self, page: String, params: Vec<(String, String)>) -> wasmtime::Result<Result<bool, String>> {
        self.bound("a page's parameters", params.iter().map(|(name, value)| name.len() + value.len()).sum())?;
        Ok(self.output.browse(&page, &params))
    }
}

impl HostState {
    /// Notes that a record is shown.
    fn may_emit(&mut self) -> wasmtime::Result<()> {
        self.worked();
        if self.emits_text {
            return Err(wasmtime::Error::msg("a command whose result is text emitted a record"));
        }
        Ok(())
    }
}
