//! What is planned, what is to be done now, and what came of it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::bindings::atlassian::plugin::journal;
use crate::error::{Error, Result};

/// One thing that something is to be done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub(super) key: String,
    pub(super) input: String,
    pub(super) about: Option<String>,
}

impl Item {
    /// `key` is what a person calls it; `input` whatever is needed to do it, for it is all that a later run has.
    ///
    /// # Errors
    ///
    /// When the input cannot be written as JSON.
    pub fn new(key: impl Into<String>, input: &impl Serialize) -> Result<Self> {
        let input = serde_json::to_string(input)
            .map_err(|error| Error::other(format!("an item cannot be written as JSON: {error}")))?;
        Ok(Self { key: key.into(), input, about: None })
    }

    /// How the question shows it, instead of its key: `DEV-1: To Do → Done`.
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = Some(about.into());
        self
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub(super) title: String,
    pub(super) items: Vec<Item>,
}

impl Plan {
    /// `title` says in a few words what is done, and finishes the sentence "wants to …": `move 3 issues to Done`.
    pub fn new(title: impl Into<String>, items: Vec<Item>) -> Self {
        Self { title: title.into(), items }
    }
}

/// One item that is to be done now.
#[derive(Debug, Clone)]
pub struct Task {
    pub(super) row: u32,
    /// Name of the journal: with the row, it names what was made for this item and nothing else.
    pub journal: Rc<str>,
    /// What it is called.
    pub key: String,
    /// Something may have been sent for it before: in an earlier run that was cut off, or a moment ago, when the answer was
    /// lost or the site broke down. Look before it is sent again.
    pub again: bool,
    /// What was last said of it.
    pub(super) note: RefCell<String>,
    pub(super) input: String,
    pub(super) board: Rc<Board>,
}

impl Task {
    /// Its place in the plan, from 0.
    pub fn row(&self) -> u32 {
        self.row
    }

    /// What is needed to do it.
    ///
    /// # Errors
    ///
    /// When another version of the plugin has planned it.
    pub fn input<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.input)
            .map_err(|error| Error::other(format!("the plan of `{}` cannot be read: {error}", self.key)))
    }

    /// What became of an item that stands before this one in the plan, in this run or an earlier one; waits until that is
    /// known. So one thing may need another, as an issue its parent.
    pub async fn became(&self, row: u32) -> Became {
        if row >= self.row {
            return Became::NotDone("it stands later in the plan".to_owned());
        }
        std::future::poll_fn(|context| self.board.look(row, context)).await
    }

    /// What was last said of it: a note, of this run or an earlier one, or why it failed.
    pub fn note(&self) -> String {
        self.note.borrow().clone()
    }

    /// Keeps a note, on disk, for whoever looks at this item in a later run.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn remember(&self, note: &str) -> Result<()> {
        Self::remember_all([self], note)
    }

    /// The same for several.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn remember_all<'a>(tasks: impl IntoIterator<Item = &'a Self>, note: &str) -> Result<()> {
        let tasks: Vec<_> = tasks.into_iter().collect();
        let rows: Vec<_> = tasks.iter().map(|task| task.row).collect();
        journal::begin(&rows, note).map_err(Error::other)?;
        tasks.iter().for_each(|task| *task.note.borrow_mut() = note.to_owned());
        Ok(())
    }
}

/// What is known of another item of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// It was done; what its [`Outcome`] says.
    Done(String),
    /// It was not done, or nobody knows; why.
    NotDone(String),
    /// A dry run has shown what it would do.
    Shown,
    /// The run ends with it.
    CutOff,
}

/// What became of the items so far, and who waits to hear it.
#[derive(Debug, Default)]
pub(super) struct Board {
    known: RefCell<BTreeMap<u32, Became>>,
    waiting: RefCell<Vec<Waker>>,
}

impl Board {
    pub(super) fn say(&self, row: u32, became: Became) {
        self.known.borrow_mut().insert(row, became);
        self.waiting.take().into_iter().for_each(Waker::wake);
    }

    fn look(&self, row: u32, context: &Context<'_>) -> Poll<Became> {
        match self.known.borrow().get(&row) {
            Some(became) => Poll::Ready(became.clone()),
            None => {
                self.waiting.borrow_mut().push(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

/// What came of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub(super) is_done: bool,
    pub(super) message: String,
}

impl Outcome {
    /// It was done; `message` says what came of it, such as the key of what was made.
    pub fn done(message: impl Into<String>) -> Self {
        Self { is_done: true, message: message.into() }
    }

    /// There was nothing to do, and why.
    pub fn skipped(message: impl Into<String>) -> Self {
        Self { is_done: false, message: message.into() }
    }
}
