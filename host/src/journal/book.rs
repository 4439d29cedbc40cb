//! The journal of one run, as a guest works through it.

use jiff::Timestamp;
use serde_json::Value;

use crate::error::{Context, Error, Kind, Result as Done};
use crate::interrupt;
use crate::output::{self, Level};

use super::line::{FORM, Head, Mark, Planned, Sealed, State, written};
use super::read::Counts;
use super::store::{self, Place, Row, Store, TakenUp};
use super::{Binding, Fault, dir, id, keep};

/// Most items of a plan.
const MOST_ITEMS: usize = 1_000_000;
/// Most bytes of a plan.
const MOST_BYTES: u64 = 1 << 30;
/// Longest key in bytes.
const LONGEST_KEY: usize = 1024;
/// Longest outcome or note in bytes; what is longer is cut.
const LONGEST_OUTCOME: usize = 16 << 10;
/// Marks of one run: this many for each item.
const MARKS: u64 = 32;
/// Bytes that one answer to `next` has at most, unless a single item has more.
const MOST_HANDED: usize = 4 << 20;
/// Failed items that the error at the end names.
const NAMED: usize = 10;

/// Short for what a guest gets.
type Result<T> = std::result::Result<T, Fault>;

/// What a run may do with a journal.
#[derive(Debug, Clone)]
pub struct Grant {
    /// Whose journal it is.
    pub binding: Binding,
    /// Whether the command's manifest says that it keeps one.
    pub needed: bool,
    /// Whether nothing may be written.
    pub dry_run: bool,
    /// The arguments as the guest receives them.
    pub args: Value,
    /// What one types after `--resume ID` to have the same again.
    pub flags: String,
}

/// The journal of one run.
#[derive(Debug)]
pub struct Book {
    grant: Grant,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Nothing was asked for yet.
    New,
    /// Another run's, which was not opened yet.
    TakenUp(Box<TakenUp>),
    /// The plan grows.
    Planning(Work),
    /// The plan is worked through.
    Open(Work),
}

#[derive(Debug)]
struct Work {
    id: String,
    title: String,
    store: Store,
    rows: Vec<Row>,
    /// The row that is handed out next.
    next: usize,
    /// Marks that may still be made.
    marks: u64,
    /// Items that were handed out were begun in this run.
    is_begun: bool,
}

/// An item that is handed to a guest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// Its place in the plan.
    pub row: u32,
    /// What it is called.
    pub key: String,
    /// What is needed to do it.
    pub input: String,
    /// How far it is.
    pub state: State,
    /// What was last said of it.
    pub outcome: String,
}

/// A plan that is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What `--resume` takes.
    pub id: String,
    /// What is done.
    pub title: String,
    /// How many items it has.
    pub total: u32,
    /// How many are neither done nor skipped.
    pub left: u32,
}

/// How far a run has come.
#[derive(Debug, Clone)]
pub struct Summary {
    /// How far the items are.
    pub counts: Counts,
    /// Whether the user has interrupted it.
    pub is_stopped: bool,
    /// The command line that goes on; none where nothing is on disk.
    pub again: Option<String>,
    /// The journal's name; none where nothing is on disk.
    pub id: Option<String>,
    /// The first items that failed, and why.
    pub failures: Vec<(String, String)>,
}

impl Book {
    /// A journal to be planned, or another run's.
    pub fn new(grant: Grant, taken_up: Option<TakenUp>) -> Self {
        let stage = taken_up.map_or(Stage::New, |taken_up| Stage::TakenUp(Box::new(taken_up)));
        Self { grant, stage }
    }

    /// The arguments as the guest receives them.
    pub fn args(&self) -> &Value {
        &self.grant.args
    }

    /// Whether it is another run's.
    ///
    /// # Errors
    /// When the command does not say that it keeps one.
    pub fn resumed(&self) -> Result<bool> {
        self.granted()?;
        Ok(matches!(self.stage, Stage::TakenUp(_)))
    }

    /// Adds items to the plan.
    ///
    /// # Errors
    /// When it may not, the plan is too large, or it cannot be written.
    pub fn plan(&mut self, items: Vec<(String, String)>) -> Result<()> {
        self.granted()?;
        let work = self.planning()?;
        for (key, input) in items {
            if key.is_empty() || key.len() > LONGEST_KEY {
                return Err(misuse(&format!("an item whose key is empty or has more than {LONGEST_KEY} bytes")));
            }
            let planned = Planned { key, input };
            let place = work.store.append(&line(&planned)?).map_err(Fault::Failed)?;
            if work.rows.len() >= MOST_ITEMS || place.at > MOST_BYTES {
                let error = Error::failed("the plan has more items than a journal takes");
                let most = format!("a journal has {MOST_ITEMS} items and {} GiB at most", MOST_BYTES >> 30);
                return Err(Fault::Failed(error.caused_by(most).hinted("do it in several parts")));
            }
            work.rows.push(Row { plan: place, state: State::Planned, mark: None });
        }
        Ok(())
    }

    /// Ends the planning, or takes up what another run has planned.
    ///
    /// # Errors
    /// When it may not, or it cannot be written.
    pub fn open(&mut self, title: &str) -> Result<Opened> {
        self.granted()?;
        let work = match std::mem::replace(&mut self.stage, Stage::New) {
            Stage::TakenUp(taken_up) => {
                let TakenUp { id, title, rows, store, .. } = *taken_up;
                Work::new(id, title, store, rows)
            }
            Stage::Open(_) => return Err(misuse("a journal that is open already")),
            stage => {
                self.stage = stage;
                self.planning()?;
                let Stage::Planning(mut work) = std::mem::replace(&mut self.stage, Stage::New) else {
                    return Err(misuse("a journal without a plan"));
                };
                work.title = cut(title, LONGEST_KEY);
                let items = u32::try_from(work.rows.len()).unwrap_or(u32::MAX);
                let sealed = Sealed { title: work.title.clone(), items };
                work.store.append(&line(&sealed)?).map_err(Fault::Failed)?;
                Work::new(work.id, work.title, work.store, work.rows)
            }
        };
        let counts = Counts::of(&work.rows);
        let opened = Opened {
            id: work.id.clone(),
            title: work.title.clone(),
            total: counts.total(),
            left: counts.left() + counts.failed,
        };
        self.stage = Stage::Open(work);
        Ok(opened)
    }

    /// The next items, in order.
    ///
    /// # Errors
    /// When it may not, or they cannot be read.
    pub fn next(&mut self, max: u32) -> Result<Vec<Handed>> {
        let work = self.opened()?;
        if max == 0 {
            return Err(misuse("no items"));
        }
        if interrupt::is_asked() {
            return Ok(Vec::new());
        }
        let mut handed = Vec::new();
        let mut bytes = 0;
        while let Some(row) = work.rows.get(work.next).copied() {
            if handed.len() >= usize::try_from(max).unwrap_or(usize::MAX) {
                break;
            }
            let item = work.item(row, work.next).map_err(Fault::Failed)?;
            bytes += item.key.len() + item.input.len() + item.outcome.len();
            if bytes > MOST_HANDED && !handed.is_empty() {
                break;
            }
            handed.push(item);
            work.next += 1;
        }
        Ok(handed)
    }

    /// Keeps, on disk, that items may be changed from now on.
    ///
    /// # Errors
    /// When it may not, or it cannot be written: then nothing may be sent.
    pub fn begin(&mut self, rows: &[u32], note: &str) -> Result<()> {
        let Grant { binding, flags, .. } = &self.grant;
        let again = |id: &str| again(binding, flags, id);
        let work = match &mut self.stage {
            Stage::Open(work) => work,
            _ => return self.opened().map(drop),
        };
        if !work.is_begun {
            work.publish(&again).map_err(Fault::Failed)?;
            work.is_begun = true;
        }
        for row in rows {
            work.mark(*row, State::Begun, note)?;
        }
        work.store.sync().map_err(Fault::Failed)
    }

    /// Keeps how an item ended.
    ///
    /// # Errors
    /// When it may not, or it cannot be written.
    pub fn finish(&mut self, row: u32, state: State, outcome: &str) -> Result<()> {
        if !matches!(state, State::Done | State::Skipped | State::Failed) {
            return Err(misuse("an end that is none"));
        }
        self.opened()?.mark(row, state, outcome)
    }

    /// How far it has come; nothing where no journal was opened, or under a dry run.
    pub fn summary(mut self) -> Option<Summary> {
        if self.grant.dry_run {
            return None;
        }
        let Stage::Open(work) = &mut self.stage else { return None };
        let failed: Vec<_> =
            work.rows.iter().copied().enumerate().filter(|(_, row)| row.state == State::Failed).collect();
        let failures = failed.into_iter().take(NAMED).filter_map(|(at, row)| work.item(row, at).ok());
        let failures = failures.map(|item| (item.key, item.outcome)).collect();
        let id = work.store.is_kept().then(|| work.id.clone());
        let counts = Counts::of(&work.rows);
        Some(Summary {
            counts,
            is_stopped: interrupt::is_asked() && counts.left() > 0,
            again: id.as_deref().map(|id| again(&self.grant.binding, &self.grant.flags, id)),
            id,
            failures,
        })
    }

    fn granted(&self) -> Result<()> {
        if self.grant.needed {
            return Ok(());
        }
        let command = &self.grant.binding.command;
        Err(Fault::Denied(Error::refused(format!(
            "`{command}` asked for a journal, which its manifest does not declare"
        ))))
    }

    /// The plan, begun where there is none yet.
    fn planning(&mut self) -> Result<&mut Work> {
        if matches!(self.stage, Stage::New) {
            self.stage = Stage::Planning(self.begin_plan().map_err(Fault::Failed)?);
        }
        match &mut self.stage {
            Stage::Planning(work) => Ok(work),
            _ => Err(misuse("a plan that is whole already")),
        }
    }

    fn begin_plan(&self) -> Done<Work> {
        let now = Timestamp::now();
        let id = id::new(now)?;
        let mut store = if self.grant.dry_run { Store::in_memory() } else { Store::draft(&dir()?)? };
        if let Some(path) = store.draft_path().map(std::path::Path::to_owned) {
            // Once it has its name, there is no such file any more.
            interrupt::also(move || drop(crate::files::remove_optional(&path)))
                .context(Kind::Failed, || "the system takes no handler for Ctrl-C".to_owned())?;
        }
        let head = Head {
            journal: FORM,
            id: id.clone(),
            created: now.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
            binding: self.grant.binding.clone(),
            args: self.grant.args.clone(),
        };
        let first = written(&head).map_err(|error| Error::bug("a journal cannot be begun").caused_by(error))?;
        store.append(&first)?;
        Ok(Work::new(id, String::new(), store, Vec::new()))
    }

    fn opened(&mut self) -> Result<&mut Work> {
        self.granted()?;
        match &mut self.stage {
            Stage::Open(work) => Ok(work),
            _ => Err(misuse("a journal that is not open")),
        }
    }
}

impl Work {
    fn new(id: String, title: String, store: Store, rows: Vec<Row>) -> Self {
        let marks = 1000 + MARKS * u64::try_from(rows.len()).unwrap_or(u64::MAX);
        Self { id, title, store, rows, next: 0, marks, is_begun: false }
    }

    /// From now on the journal has its name and its plan is on disk; and an interrupt lets end what is under way.
    fn publish(&mut self, again: &dyn Fn(&str) -> String) -> Done<()> {
        if self.store.draft_path().is_some() {
            let dir = dir()?;
            self.store.publish(&store::path(&self.id)?)?;
            keep::sweep(&dir);
            output::note(
                Level::Info,
                &format!("journal {}: if this is cut off, `{}` goes on", self.id, again(&self.id)),
            );
        }
        if !self.store.is_kept() {
            return Ok(());
        }
        interrupt::gently(|| {
            let words = "interrupted: finishing what is under way; Ctrl-C once more ends it at once";
            output::note(Level::Info, words);
        })
        .and_then(|()| {
            let again = again(&self.id);
            interrupt::also(move || output::note(Level::Info, &format!("`{again}` goes on")))
        })
        .context(Kind::Failed, || "the system takes no handler for Ctrl-C".to_owned())
    }

    fn mark(&mut self, row: u32, state: State, outcome: &str) -> Result<()> {
        let at = usize::try_from(row).unwrap_or(usize::MAX);
        let Some(before) = self.rows.get(at) else { return Err(misuse(&format!("row {row}, which is none"))) };
        if before.state.is_over() {
            return Err(misuse(&format!("row {row}, which is over")));
        }
        self.marks = self.marks.checked_sub(1).ok_or_else(|| misuse("more marks than a journal takes"))?;
        let mark = Mark {
            row,
            state,
            at: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            outcome: cut(outcome, LONGEST_OUTCOME),
        };
        let place = self.store.append(&line(&mark)?).map_err(Fault::Failed)?;
        if let Some(row) = self.rows.get_mut(at) {
            (row.state, row.mark) = (state, Some(place));
        }
        Ok(())
    }

    fn item(&mut self, row: Row, at: usize) -> Done<Handed> {
        let planned: Planned = self.parsed(row.plan)?;
        // A dry run that looks at another run's journal keeps no marks of its own.
        let mark = row.mark.and_then(|mark| self.parsed::<Mark>(mark).ok());
        Ok(Handed {
            row: u32::try_from(at).unwrap_or(u32::MAX),
            key: planned.key,
            input: planned.input,
            state: row.state,
            outcome: mark.map(|mark| mark.outcome).unwrap_or_default(),
        })
    }

    fn parsed<T: serde::de::DeserializeOwned>(&mut self, place: Place) -> Done<T> {
        let line = self.store.read(place)?;
        serde_json::from_slice(&line).map_err(|error| Error::failed("the journal is damaged").caused_by(error))
    }
}

/// The command line that takes a journal up.
fn again(binding: &Binding, flags: &str, id: &str) -> String {
    format!("{} {} --resume {id}{flags}", crate::cli::NAME, binding.command)
}

fn line(line: &impl serde::Serialize) -> Result<Vec<u8>> {
    written(line).map_err(|error| Fault::Failed(Error::bug("a line of a journal cannot be written").caused_by(error)))
}

fn cut(text: &str, longest: usize) -> String {
    text.get(..text.floor_char_boundary(longest)).unwrap_or_default().to_owned()
}

fn misuse(what: &str) -> Fault {
    Fault::Misuse(Error::failed(format!("the plugin uses its journal wrongly: {what}")))
}

impl Summary {
    /// What a run that ended like this answers: what the guest said, unless the journal says otherwise.
    ///
    /// # Errors
    /// With the guest's own, when the user has interrupted it, or when items failed or were left.
    pub fn judge(self, command: &str, result: Done<()>) -> Done<()> {
        let Self { counts, is_stopped, again, id, failures } = self;
        let parts =
            [(counts.done, "done"), (counts.skipped, "skipped"), (counts.failed, "failed"), (counts.left(), "left")];
        let parts: Vec<_> =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        let total = counts.total();
        let words = format!("{total} {}: {}", if total == 1 { "item" } else { "items" }, parts.join(", "));
        let goes_on = again.map(|again| format!("`{again}` goes on"));
        let error = match result {
            Err(error) if !is_stopped => {
                if counts.left() == counts.total() {
                    return Err(error);
                }
                error.caused_by(words)
            }
            _ if is_stopped => Error::new(Kind::Interrupted, format!("interrupted; {words}")),
            Ok(()) if counts.left() > 0 || counts.failed > 0 => {
                let error = Error::new(Kind::Partial, format!("`{command}` did not do everything; {words}"));
                let named = failures.len();
                let error =
                    failures.into_iter().fold(error, |error, (key, why)| error.caused_by(format!("{key}: {why}")));
                let more = usize::try_from(counts.failed).unwrap_or(usize::MAX).saturating_sub(named);
                match id.filter(|_| more > 0) {
                    Some(id) => error
                        .caused_by(format!("and {more} more: `{} bulk show {id} --state failed`", crate::cli::NAME)),
                    None => error,
                }
            }
            result => {
                output::note(Level::Success, &words);
                return result;
            }
        };
        Err(match goes_on {
            Some(goes_on) => error.hinted(goes_on),
            None => error,
        })
    }
}
