//! `journal`: what is done to many things. All checks are in [`crate::journal`]; this is the border alone.

use std::time::Instant;

use crate::journal::{Handed, State};
use crate::plugin::HostState;
use crate::plugin::bindings::atlassian::plugin::journal as wit;

/// What a guest gets: a value, or an error in words.
type Answer<T> = wasmtime::Result<Result<T, String>>;

impl wit::Host for HostState {
    fn resumed(&mut self) -> Answer<bool> {
        let resumed = self.journal.resumed();
        self.answer_to(resumed)
    }

    fn plan(&mut self, items: Vec<(String, String)>) -> Answer<()> {
        self.bound("a part of a plan", items.iter().map(|(key, input)| key.len() + input.len()).sum())?;
        self.kept(|state| state.journal.plan(items))
    }

    fn open(&mut self, title: String) -> Answer<wit::Book> {
        let book = self.kept(|state| state.journal.open(&title))?;
        Ok(book.map(|book| wit::Book { id: book.id, title: book.title, total: book.total, left: book.left }))
    }

    fn next(&mut self, max: u32) -> Answer<Vec<wit::Item>> {
        let items = self.kept(|state| state.journal.next(max))?;
        Ok(items.map(|items| items.into_iter().map(item).collect()))
    }

    fn begin(&mut self, rows: Vec<u32>, note: String) -> Answer<()> {
        self.bound("a note in a journal", note.len() + rows.len() * size_of::<u32>())?;
        self.kept(|state| state.journal.begin(&rows, &note))
    }

    fn finish(&mut self, row: u32, state: wit::State, outcome: String) -> Answer<()> {
        self.bound("an outcome in a journal", outcome.len())?;
        let end = match state {
            wit::State::Planned => State::Planned,
            wit::State::Begun => State::Begun,
            wit::State::Done => State::Done,
            wit::State::Skipped => State::Skipped,
            wit::State::Failed => State::Failed,
        };
        self.kept(|state| state.journal.finish(row, end, &outcome))
    }
}

impl HostState {
    /// Waiting for the disk is not the guest's time, and not its work either.
    fn kept<T>(&mut self, what: impl FnOnce(&mut Self) -> crate::powerbox::Result<T>) -> Answer<T> {
        let since = Instant::now();
        let kept = what(self);
        self.waited(since);
        self.answer_to(kept)
    }
}

fn item(item: Handed) -> wit::Item {
    let state = match item.state {
        State::Planned => wit::State::Planned,
        State::Begun => wit::State::Begun,
        State::Done => wit::State::Done,
        State::Skipped => wit::State::Skipped,
        State::Failed => wit::State::Failed,
    };
    wit::Item { row: item.row, key: item.key, input: item.input, state, outcome: item.outcome }
}
