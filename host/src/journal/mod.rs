//! Journals: what a bulk command does, item by item, on disk, so that it can be taken up again and does nothing twice.
//!
//! A journal is one file of JSON lines, 0600, to which lines are only added: a head that says whose it is, the items of
//! the plan, the end of the plan, and then a mark for whatever happens to an item. The file gets its name, and is on disk,
//! before the first item is begun; a plan of which nothing was begun leaves nothing. Whoever works on it holds its lock.

mod binding;
mod book;
mod id;
mod keep;
mod line;
mod read;
mod store;

pub use binding::Binding;
pub use book::{Book, Grant, Handed, Opened, Summary};
pub use line::State;
pub use read::{Counts, Found, Item, Journal, all, items, remove};
pub use store::TakenUp;

use std::path::PathBuf;

use crate::environment;
use crate::error::Result;

/// What a guest did not get, and why: the same as with files.
pub use crate::powerbox::Fault;

/// Where journals lie.
///
/// # Errors
/// When no home folder is known.
pub fn dir() -> Result<PathBuf> {
    Ok(environment::state_dir()?.join("journals"))
}
