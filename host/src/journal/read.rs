//! Reads journals: for a run that takes one up, and for `bulk list` and `bulk show`.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek};

use crate::error::{Context, Error, Kind, Result};
use crate::files::{self, Open};

use super::line::{FORM, Head, Line, Mark, Planned, Sealed, State};
use super::store::{self, Place, Row};
use super::{dir, id};

/// What a journal's lines say.
#[derive(Debug)]
pub(super) struct Scan {
    pub(super) head: Head,
    pub(super) sealed: Sealed,
    pub(super) rows: Vec<Row>,
    /// Where the last whole line ends.
    pub(super) end: u64,
    /// How long the file is.
    pub(super) length: u64,
}

/// Reads all lines, and shows each mark and each item of the plan with its row. The last line may be cut: its process was
/// killed while it wrote, and what it would have said is not known to anyone.
pub(super) fn scan(file: &mut File, mut see: impl FnMut(u32, &Line)) -> Result<Scan> {
    let io = |error: std::io::Error| Error::failed("it cannot be read").caused_by_chain(&error);
    file.rewind().map_err(io)?;
    let length = file.metadata().map_err(io)?.len();
    let mut lines = BufReader::with_capacity(64 << 10, file);
    let (mut head, mut sealed): (Option<Head>, Option<Sealed>) = (None, None);
    let mut rows: Vec<Row> = Vec::new();
    let (mut end, mut number) = (0_u64, 0_u64);
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let read = lines.read_until(b'\n', &mut bytes).map_err(io)?;
        number += 1;
        let Some(text) = bytes.strip_suffix(b"\n") else { break };
        let after = end + u64::try_from(read).unwrap_or(u64::MAX);
        let place = Place { at: end, length: u32::try_from(text.len()).unwrap_or(u32::MAX) };
        let is_known = match (&head, &mut sealed) {
            (None, _) => {
                let first: Head = serde_json::from_slice(text).map_err(|_| Error::failed("it is no journal"))?;
                if first.journal != FORM {
                    return Err(Error::failed("it was written by another version of atlassian-cli"));
                }
                head = Some(first);
                true
            }
            (Some(_), sealed) => match serde_json::from_slice(text) {
                Ok(line) => take(&line, place, &mut rows, sealed, &mut see),
                Err(_) => false,
            },
        };
        // A machine that lost its power may leave anything in the last line, but only there.
        if !is_known && after < length {
            return Err(Error::failed(format!("its line {number} is damaged")));
        }
        if !is_known {
            break;
        }
        end = after;
    }
    match (head, sealed) {
        (Some(head), Some(sealed)) => Ok(Scan { head, sealed, rows, end, length }),
        _ => Err(Error::failed("its plan is not whole, and so nothing of it was begun")),
    }
}

/// Takes a line in its place; whether it belongs there.
fn take(
    line: &Line,
    place: Place,
    rows: &mut Vec<Row>,
    sealed: &mut Option<Sealed>,
    see: &mut impl FnMut(u32, &Line),
) -> bool {
    match line {
        Line::Planned(_) if sealed.is_none() => {
            let Ok(row) = u32::try_from(rows.len()) else { return false };
            rows.push(Row { plan: place, state: State::Planned, mark: None });
            see(row, line);
            true
        }
        Line::Sealed(end) if sealed.is_none() && usize::try_from(end.items) == Ok(rows.len()) => {
            *sealed = Some(end.clone());
            true
        }
        Line::Mark(mark) if sealed.is_some() => {
            let Some(row) = usize::try_from(mark.row).ok().and_then(|row| rows.get_mut(row)) else { return false };
            (row.state, row.mark) = (mark.state, Some(place));
            see(mark.row, line);
            true
        }
        _ => false,
    }
}

/// How many items are how far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Nothing was sent for these yet.
    pub planned: u32,
    /// Something may have been sent for these.
    pub begun: u32,
    /// Done.
    pub done: u32,
    /// There was nothing to do.
    pub skipped: u32,
    /// The site said no.
    pub failed: u32,
}

impl Counts {
    pub(super) fn of(rows: &[Row]) -> Self {
        rows.iter().fold(Self::default(), |mut counts, row| {
            let count = match row.state {
                State::Planned => &mut counts.planned,
                State::Begun => &mut counts.begun,
                State::Done => &mut counts.done,
                State::Skipped => &mut counts.skipped,
                State::Failed => &mut counts.failed,
            };
            *count += 1;
            counts
        })
    }

    /// All items.
    pub fn total(&self) -> u32 {
        self.planned + self.begun + self.done + self.skipped + self.failed
    }

    /// Those that are neither done nor failed.
    pub fn left(&self) -> u32 {
        self.planned + self.begun
    }
}

/// A journal as `bulk list` shows it.
#[derive(Debug, Clone)]
pub struct Journal {
    /// Its name.
    pub id: String,
    /// When it was planned, RFC 3339, UTC.
    pub created: String,
    /// The command's full name.
    pub command: String,
    /// The profile's name.
    pub profile: String,
    /// The site's address.
    pub site: Option<String>,
    /// What is done, in the plugin's words.
    pub title: String,
    /// How far its items are.
    pub counts: Counts,
    /// Whether a process works on it.
    pub is_running: bool,
}

/// What lies among the journals.
#[derive(Debug)]
pub enum Found {
    /// A journal.
    Journal(Box<Journal>),
    /// What should be one and cannot be read.
    Unreadable(Error),
}

impl Found {
    fn created(&self) -> Option<&str> {
        match self {
            Self::Journal(journal) => Some(&journal.created),
            Self::Unreadable(_) => None,
        }
    }
}

/// An item as `bulk show` shows it.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its place in the plan, from 1.
    pub number: u32,
    /// What it is called.
    pub key: String,
    /// How far it is.
    pub state: State,
    /// What came of it, or why it failed.
    pub outcome: String,
    /// When that was, RFC 3339, UTC.
    pub at: Option<String>,
}

/// All journals, the oldest first.
///
/// # Errors
/// When their folder cannot be read.
pub fn all() -> Result<Vec<Found>> {
    let found = names()?.into_iter().filter_map(|name| match one(&name) {
        // It was forgotten meanwhile.
        Err(error) if error.kind == Kind::NotFound => None,
        Err(error) => Some(Found::Unreadable(error)),
        Ok(journal) => Some(Found::Journal(Box::new(journal))),
    });
    let mut found: Vec<_> = found.collect();
    // A name knows the second alone.
    found.sort_by(|one, other| one.created().cmp(&other.created()));
    Ok(found)
}

/// A journal, and its items in the order of the plan.
///
/// # Errors
/// When there is none of that name, or it cannot be read.
pub fn items(text: &str) -> Result<(Journal, Vec<Item>)> {
    let mut items: Vec<Item> = Vec::new();
    let journal = looked_at(text, |row, line| match line {
        Line::Planned(Planned { key, .. }) => items.push(Item {
            number: row.saturating_add(1),
            key: key.clone(),
            state: State::Planned,
            outcome: String::new(),
            at: None,
        }),
        Line::Mark(Mark { state, at, outcome, .. }) => {
            if let Some(item) = usize::try_from(row).ok().and_then(|row| items.get_mut(row)) {
                (item.state, item.at) = (*state, Some(at.clone()));
                item.outcome.clone_from(outcome);
            }
        }
        Line::Sealed(_) => {}
    })?;
    Ok((journal, items))
}

/// Forgets a journal.
///
/// # Errors
/// When there is none of that name, or somebody works on it.
pub fn remove(text: &str) -> Result<()> {
    let path = store::path(text)?;
    let file = files::open_own(&path, Open::Change)?.ok_or_else(|| id::unknown(text))?;
    if !store::is_free(&file)? {
        return Err(Error::refused(format!("another process works on the journal `{text}`")));
    }
    files::remove_optional(&path)
}

/// Names of all files that should be journals, the oldest first.
pub(super) fn names() -> Result<Vec<String>> {
    let dir = dir()?;
    let context = || format!("failed to read `{}`", dir.display());
    let entries = match std::fs::read_dir(&dir) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.context(Kind::Failed, context)?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.context(Kind::Failed, context)?.file_name();
        let name = name.to_str().and_then(|name| name.strip_suffix(id::ENDING)).filter(|name| id::is_one(name));
        names.extend(name.map(str::to_owned));
    }
    names.sort_unstable();
    Ok(names)
}

/// One journal as it is now.
pub(super) fn one(text: &str) -> Result<Journal> {
    looked_at(text, |_, _| {})
}

fn looked_at(text: &str, see: impl FnMut(u32, &Line)) -> Result<Journal> {
    let mut file = files::open_own(&store::path(text)?, Open::Read)?.ok_or_else(|| id::unknown(text))?;
    let scan = scan(&mut file, see).map_err(|error| unreadable(text, &error))?;
    // Only looked at: whoever wants to work on it meanwhile has to be able to.
    let is_running = matches!(file.try_lock_shared(), Err(std::fs::TryLockError::WouldBlock));
    let Head { created, binding, .. } = scan.head;
    Ok(Journal {
        id: text.to_owned(),
        created,
        command: binding.command,
        profile: binding.profile,
        site: binding.site,
        title: scan.sealed.title,
        counts: Counts::of(&scan.rows),
        is_running,
    })
}

/// Says which journal it is that cannot be read.
pub(super) fn unreadable(text: &str, why: &Error) -> Error {
    Error::failed(format!("the journal `{text}` cannot be used"))
        .caused_by(why)
        .hinted(format!("`atlassian-cli bulk delete {text}` forgets it"))
}
