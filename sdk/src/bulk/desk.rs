//! The host as a bulk command uses it: the one seam at which the tests put another.

use crate::bindings::atlassian::plugin::journal;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::progress::Progress;
use futures_util::future::LocalBoxFuture;
use std::time::Duration;

pub(super) use journal::{Book, Item as Handed, State};

/// What a bulk command asks of the host besides requests.
pub(super) trait Desk {
    fn resumed(&self) -> Result<bool>;
    fn plan(&self, items: &[(String, String)]) -> Result<()>;
    fn open(&self, title: &str) -> Result<Book>;
    fn next(&self, max: u32) -> Result<Vec<Handed>>;
    fn begin(&self, rows: &[u32], note: &str) -> Result<()>;
    fn finish(&self, row: u32, state: State, outcome: &str) -> Result<()>;
    fn confirm(&self, action: &str, count: u64, sample: &[String]);
    fn emit(&self, record: &serde_json::Value) -> Result<()>;
    fn advance(&self);
    fn concurrency(&self) -> usize;
    fn is_dry_run(&self) -> bool;
    fn sleep(&self, time: Duration) -> LocalBoxFuture<'_, ()>;
}

/// The real host.
pub(super) struct Real<'a> {
    pub(super) cx: &'a Cx,
    pub(super) bar: Progress,
}

impl Desk for Real<'_> {
    fn resumed(&self) -> Result<bool> {
        journal::resumed().map_err(Error::other)
    }

    fn plan(&self, items: &[(String, String)]) -> Result<()> {
        journal::plan(items).map_err(Error::other)
    }

    fn open(&self, title: &str) -> Result<Book> {
        let book = journal::open(title).map_err(Error::other)?;
        self.bar.total(u64::from(book.left));
        Ok(book)
    }

    fn next(&self, max: u32) -> Result<Vec<Handed>> {
        journal::next(max).map_err(Error::other)
    }

    fn begin(&self, rows: &[u32], note: &str) -> Result<()> {
        journal::begin(rows, note).map_err(Error::other)
    }

    fn finish(&self, row: u32, state: State, outcome: &str) -> Result<()> {
        journal::finish(row, state, outcome).map_err(Error::other)
    }

    fn confirm(&self, action: &str, count: u64, sample: &[String]) {
        self.cx.confirm(action, count, sample);
    }

    fn emit(&self, record: &serde_json::Value) -> Result<()> {
        self.cx.emit(record)
    }

    fn advance(&self) {
        self.bar.advance(1);
    }

    fn concurrency(&self) -> usize {
        self.cx.concurrency()
    }

    fn sleep(&self, time: Duration) -> LocalBoxFuture<'_, ()> {
        Box::pin(self.cx.sleep(time))
    }

    fn is_dry_run(&self) -> bool {
        self.cx.is_dry_run()
    }
}
