//! Works through a plan.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use serde_json::{Map, Value};

use super::desk::{Book, Desk, Handed, Real, State};
use super::item::{Became, Board, Outcome, Plan, Task};
use crate::cx::Cx;
use crate::error::{Error, Kind, Result};

/// Tries of one item in one run, where its answer was lost, or the site was busy or broken down.
const TRIES: u32 = 4;
/// The pause after the first; doubled each time.
const PAUSE: Duration = Duration::from_millis(500);
/// Items and bytes of a plan that go to the host in one call.
const PART: (usize, usize) = (1000, 1 << 20);
/// Items one after another of which nobody knows what became of them: then the site is not working at all.
const MOST_UNKNOWN: u32 = 10;
/// Items that a question names.
const SAMPLE: usize = 10;

/// Something that is done to many things.
#[derive(Debug, Clone)]
pub struct Bulk {
    label: String,
    made: Option<String>,
    order: usize,
}

/// How one item, or one order of several, ended.
enum Ended {
    /// In any of the ways that are known.
    Known(Vec<Result<Outcome>>),
    /// It may have been done; a later run looks.
    Unknown(Error),
    /// There is no sense in going on.
    Fatal(Error),
    /// A dry run has shown what it would do.
    Shown,
}

/// A plan that is made when it is needed.
pub(super) type Planning<'a> = LocalBoxFuture<'a, Result<Plan>>;

/// What is done to the items of one order.
pub(super) trait Work {
    fn all<'a>(&'a self, tasks: &'a [Task]) -> LocalBoxFuture<'a, Result<Vec<Result<Outcome>>>>;
}

/// Done to one item at a time.
pub(super) struct Items<W>(pub(super) W);

impl<W: AsyncFn(&Task) -> Result<Outcome>> Work for Items<W> {
    fn all<'a>(&'a self, tasks: &'a [Task]) -> LocalBoxFuture<'a, Result<Vec<Result<Outcome>>>> {
        Box::pin(async move {
            let mut outcomes = Vec::new();
            for task in tasks {
                outcomes.push(Ok((self.0)(task).await?));
            }
            Ok(outcomes)
        })
    }
}

/// Done to all of them at once.
pub(super) struct Orders<W>(pub(super) W);

impl<W: AsyncFn(&[Task]) -> Result<Vec<Result<Outcome>>>> Work for Orders<W> {
    fn all<'a>(&'a self, tasks: &'a [Task]) -> LocalBoxFuture<'a, Result<Vec<Result<Outcome>>>> {
        Box::pin((self.0)(tasks))
    }
}

impl Bulk {
    /// `label` stands beside the bar while it runs: `transitioning`.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), made: None, order: 1 }
    }

    /// A record of an item that was done has its message under this name, too: `issue` for the key of a new one.
    #[must_use]
    pub fn made(mut self, name: &str) -> Self {
        self.made = Some(name.to_owned());
        self
    }

    /// Plans, asks, and does it: `plan` runs in a new run alone, `work` for each item, so many at once as
    /// `--concurrency` says. One record an item is shown, in the order of the plan:
    /// `{"key", "status": "done" | "skipped" | "failed" | "unknown", "message"}`.
    ///
    /// Before `work` is called, it is on disk that the item is begun. It is called again, with [`Task::again`], where an
    /// answer was lost or the site was busy. An error of its own is the item's; one that would meet every item (nobody is
    /// signed in, the site cannot be reached) ends the run, which can be taken up later. The host says at the end what
    /// failed, and how to go on.
    ///
    /// # Errors
    ///
    /// When planning fails, the journal cannot be written, or there is no sense in going on.
    pub async fn run(
        self,
        cx: &Cx,
        plan: impl AsyncFnOnce() -> Result<Plan>,
        work: impl AsyncFn(&Task) -> Result<Outcome>,
    ) -> Result<()> {
        self.work(cx, Box::pin(plan()), &Items(work)).await
    }

    /// The same for a site that takes many at once: `work` gets up to `size` items, one order after another, and answers
    /// for each in their order.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub async fn run_orders(
        mut self,
        cx: &Cx,
        size: usize,
        plan: impl AsyncFnOnce() -> Result<Plan>,
        work: impl AsyncFn(&[Task]) -> Result<Vec<Result<Outcome>>>,
    ) -> Result<()> {
        self = self.ordered(size);
        self.work(cx, Box::pin(plan()), &Orders(work)).await
    }

    pub(super) fn ordered(self, size: usize) -> Self {
        Self { order: size.max(1), ..self }
    }

    async fn work(self, cx: &Cx, plan: Planning<'_>, work: &dyn Work) -> Result<()> {
        let bar = cx.progress(&self.label, None);
        self.on(&Real { cx, bar }, plan, work).await
    }

    /// All of it, on a desk. Not generic: each bulk command would have a copy.
    pub(super) async fn on(self, desk: &dyn Desk, plan: Planning<'_>, work: &dyn Work) -> Result<()> {
        let Some((book, abouts)) = opened(desk, plan).await? else { return Ok(()) };
        let concurrency = if self.order > 1 { 1 } else { desk.concurrency().max(1) };
        let room = |free: usize| u32::try_from(free.saturating_mul(self.order)).unwrap_or(u32::MAX);
        let board = Rc::default();
        let mut results = Results { desk, made: self.made, held: BTreeMap::new(), next: 0, unknown: 0, board };
        let journal: Rc<str> = book.id.as_str().into();
        let mut waiting: VecDeque<Handed> = desk.next(room(concurrency))?.into();
        if book.left > 0 {
            desk.confirm(&book.title, u64::from(book.left), &sample(&waiting, &abouts));
        }
        let is_dry_run = desk.is_dry_run();
        let mut fault: Option<Error> = None;
        let mut under_way = FuturesUnordered::new();
        loop {
            // Nothing is handed out that is not begun at once: after an interrupt there is nothing more.
            while fault.is_none() && under_way.len() < concurrency {
                if waiting.is_empty() {
                    waiting = desk.next(room(concurrency - under_way.len()))?.into();
                }
                if waiting.is_empty() {
                    break;
                }
                match begin(desk, &mut waiting, self.order, &journal, &mut results) {
                    Ok(orders) => {
                        under_way.extend(orders.into_iter().map(|order| one(order, work, desk, is_dry_run)));
                    }
                    Err(error) => fault = Some(error),
                }
            }
            let Some(first) = under_way.next().await else { break };
            let mut ended = vec![first];
            while let Some(Some(other)) = under_way.next().now_or_never() {
                ended.push(other);
            }
            for (tasks, ended) in ended {
                if let Err(error) = results.settle(&tasks, ended) {
                    fault.get_or_insert(error);
                }
            }
        }
        results.flush()?;
        fault.map_or(Ok(()), Err)
    }
}

/// The journal, with a plan in it, and how a question shows the items; nothing when there is nothing to do.
async fn opened(desk: &dyn Desk, plan: Planning<'_>) -> Result<Option<(Book, BTreeMap<u32, String>)>> {
    if desk.resumed()? {
        return Ok(Some((desk.open("")?, BTreeMap::new())));
    }
    let Plan { title, items } = plan.await?;
    if items.is_empty() {
        return Ok(None);
    }
    let abouts = (0..).zip(&items).take(SAMPLE).filter_map(|(row, item)| Some((row, item.about.clone()?))).collect();
    let (mut part, mut bytes) = (Vec::new(), 0);
    for item in items {
        bytes += item.key.len() + item.input.len();
        part.push((item.key, item.input));
        if part.len() >= PART.0 || bytes >= PART.1 {
            desk.plan(&part)?;
            (part, bytes) = (Vec::new(), 0);
        }
    }
    if !part.is_empty() {
        desk.plan(&part)?;
    }
    Ok(Some((desk.open(&title)?, abouts)))
}

/// What a question names of the items.
fn sample(waiting: &VecDeque<Handed>, abouts: &BTreeMap<u32, String>) -> Vec<String> {
    let open = waiting.iter().filter(|item| !is_over(item.state)).take(SAMPLE);
    open.map(|item| abouts.get(&item.row).unwrap_or(&item.key).clone()).collect()
}

fn is_over(state: State) -> bool {
    matches!(state, State::Done | State::Skipped)
}

/// What others may know of an item that is over.
fn became(is_done: bool, message: &str) -> Became {
    if is_done { Became::Done(message.to_owned()) } else { Became::NotDone(message.to_owned()) }
}

/// Begins all that waits, in orders of that size; what is over has its result already.
fn begin(
    desk: &dyn Desk,
    waiting: &mut VecDeque<Handed>,
    size: usize,
    journal: &Rc<str>,
    results: &mut Results<'_>,
) -> Result<Vec<Vec<Task>>> {
    let mut tasks = Vec::new();
    for item in waiting.drain(..) {
        if is_over(item.state) {
            let status = if item.state == State::Done { "done" } else { "skipped" };
            results.board.say(item.row, became(item.state == State::Done, &item.outcome));
            results.add(item.row, &item.key, status, &item.outcome)?;
            continue;
        }
        let again = item.state != State::Planned;
        let Handed { row, key, input, outcome, .. } = item;
        let (journal, board) = (Rc::clone(journal), Rc::clone(&results.board));
        tasks.push(Task { row, journal, key, again, note: outcome.into(), input, board });
    }
    // A note of an earlier run is said again: whoever looks at it next needs it, too.
    let mut notes: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for task in &tasks {
        notes.entry(task.note()).or_default().push(task.row);
    }
    notes.iter().try_for_each(|(note, rows)| desk.begin(rows, note))?;
    let mut orders = Vec::new();
    let mut rest = tasks.into_iter().peekable();
    while rest.peek().is_some() {
        orders.push(rest.by_ref().take(size).collect());
    }
    Ok(orders)
}

/// Does one order, again and again where that may help.
async fn one(mut tasks: Vec<Task>, work: &dyn Work, desk: &dyn Desk, is_dry_run: bool) -> (Vec<Task>, Ended) {
    let mut pause = PAUSE;
    let mut tries = 1;
    loop {
        let error = match work.all(&tasks).await {
            Ok(outcomes) => return (tasks, Ended::Known(outcomes)),
            Err(error) => error,
        };
        let may_help = error.may_have_arrived() || matches!(error.kind(), Kind::Unavailable | Kind::RateLimited);
        match error.kind() {
            Kind::Refused if is_dry_run => return (tasks, Ended::Shown),
            Kind::Refused | Kind::Unauthenticated | Kind::Cancelled => return (tasks, Ended::Fatal(error)),
            _ if !may_help => {
                let outcomes = tasks.iter().map(|_| Err(error.clone())).collect();
                return (tasks, Ended::Known(outcomes));
            }
            // What the site answered is about this item; a site that cannot be reached would lose all others as well.
            _ if tries >= TRIES => {
                let is_known =
                    error.kind() == Kind::RateLimited || error.status().is_none() && !error.may_have_arrived();
                return (tasks, if is_known { Ended::Fatal(error) } else { Ended::Unknown(error) });
            }
            _ => {}
        }
        desk.sleep(if error.kind() == Kind::RateLimited { pause * 4 } else { pause }).await;
        pause *= 2;
        tries += 1;
        // What the site refused as too much, or what was never sent, was certainly not done.
        let may_be_done = error.may_have_arrived() || error.status().is_some_and(|status| status >= 500);
        tasks.iter_mut().for_each(|task| task.again |= may_be_done);
    }
}

/// Results, shown in the order of the plan.
struct Results<'a> {
    desk: &'a dyn Desk,
    made: Option<String>,
    /// Those whose turn has not come.
    held: BTreeMap<u32, Value>,
    next: u32,
    /// Items one after another of which nothing is known.
    unknown: u32,
    board: Rc<Board>,
}

impl Results<'_> {
    /// Keeps how an order ended; an error when the run is to end, too.
    fn settle(&mut self, tasks: &[Task], ended: Ended) -> Result<()> {
        match ended {
            Ended::Known(outcomes) => {
                self.unknown = 0;
                if outcomes.len() != tasks.len() {
                    return Err(Error::other("an order of several items has another number of results"));
                }
                for (task, outcome) in tasks.iter().zip(outcomes) {
                    let (state, status, message) = match outcome {
                        Ok(Outcome { is_done: true, message }) => (State::Done, "done", message),
                        Ok(Outcome { is_done: false, message }) => (State::Skipped, "skipped", message),
                        Err(error) => (State::Failed, "failed", error.message().to_owned()),
                    };
                    self.board.say(task.row, became(state == State::Done, &message));
                    self.desk.finish(task.row, state, &message)?;
                    self.desk.advance();
                    self.add(task.row, &task.key, status, &message)?;
                }
                Ok(())
            }
            Ended::Unknown(error) => {
                for task in tasks {
                    self.board.say(task.row, Became::NotDone(error.message().to_owned()));
                    self.desk.advance();
                    self.add(task.row, &task.key, "unknown", error.message())?;
                }
                self.unknown += 1;
                if self.unknown < MOST_UNKNOWN { Ok(()) } else { Err(error) }
            }
            Ended::Fatal(error) => {
                tasks.iter().for_each(|task| self.board.say(task.row, Became::CutOff));
                Err(error)
            }
            Ended::Shown => {
                tasks.iter().for_each(|task| self.board.say(task.row, Became::Shown));
                Ok(())
            }
        }
    }

    fn add(&mut self, row: u32, key: &str, status: &str, message: &str) -> Result<()> {
        let mut record = Map::new();
        record.insert("key".to_owned(), key.into());
        record.insert("status".to_owned(), status.into());
        record.insert("message".to_owned(), message.into());
        if let Some(made) = self.made.as_ref().filter(|_| status == "done") {
            record.insert(made.clone(), message.into());
        }
        self.held.insert(row, record.into());
        while let Some(record) = self.held.remove(&self.next) {
            self.desk.emit(&record)?;
            self.next += 1;
        }
        Ok(())
    }

    /// Shows what is left: before it stand items that have no result.
    fn flush(&mut self) -> Result<()> {
        std::mem::take(&mut self.held).into_values().try_for_each(|record| self.desk.emit(&record))
    }
}
