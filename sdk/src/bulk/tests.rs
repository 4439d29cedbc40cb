//! Plans worked through on a desk that is no host.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_util::future::LocalBoxFuture;
use serde_json::{Value, json};

use super::desk::{Book, Desk, Handed, State};
use super::run::{Items, Orders};
use super::*;
use crate::bindings::atlassian::plugin::http;
use crate::error::{Error, Kind, Result};

/// A journal in memory, and all that was asked of it.
#[derive(Default)]
struct Fake {
    items: RefCell<Vec<Handed>>,
    resumed: bool,
    dry_run: bool,
    /// Items that are handed out until the user interrupts.
    until: Option<usize>,
    next: Cell<usize>,
    full: Cell<bool>,
    asked: RefCell<Vec<(String, u64, Vec<String>)>>,
    shown: RefCell<Vec<Value>>,
}

impl Fake {
    fn items(states: &[State]) -> Self {
        let item = |(row, state): (u32, &State)| Handed {
            row,
            key: format!("K-{row}"),
            input: row.to_string(),
            state: *state,
            outcome: if *state == State::Planned { String::new() } else { "before".to_owned() },
        };
        Self { items: RefCell::new((0..).zip(states).map(item).collect()), resumed: true, ..Self::default() }
    }

    fn states(&self) -> Vec<State> {
        self.items.borrow().iter().map(|item| item.state).collect()
    }

    fn statuses(&self) -> Vec<(String, String)> {
        let text = |record: &Value, name: &str| record[name].as_str().unwrap_or_default().to_owned();
        self.shown.borrow().iter().map(|record| (text(record, "key"), text(record, "status"))).collect()
    }
}

impl Desk for Fake {
    fn resumed(&self) -> Result<bool> {
        Ok(self.resumed)
    }

    fn plan(&self, items: &[(String, String)]) -> Result<()> {
        for (key, input) in items {
            let row = number(self.items.borrow().len());
            let (key, input) = (key.clone(), input.clone());
            self.items.borrow_mut().push(Handed { row, key, input, state: State::Planned, outcome: String::new() });
        }
        Ok(())
    }

    fn open(&self, title: &str) -> Result<Book> {
        let items = self.items.borrow();
        let left = number(items.iter().filter(|item| !matches!(item.state, State::Done | State::Skipped)).count());
        Ok(Book { id: "x".to_owned(), title: title.to_owned(), total: number(items.len()), left })
    }

    fn next(&self, max: u32) -> Result<Vec<Handed>> {
        let start = self.next.get();
        let end = self.items.borrow().len().min(start + max as usize).min(self.until.unwrap_or(usize::MAX));
        self.next.set(end.max(start));
        Ok(self.items.borrow().get(start..end).unwrap_or_default().to_vec())
    }

    fn begin(&self, rows: &[u32], note: &str) -> Result<()> {
        if self.full.get() {
            return Err(Error::other("no space"));
        }
        for row in rows {
            let item = &mut self.items.borrow_mut()[*row as usize];
            (item.state, item.outcome) = (State::Begun, note.to_owned());
        }
        Ok(())
    }

    fn finish(&self, row: u32, state: State, outcome: &str) -> Result<()> {
        let item = &mut self.items.borrow_mut()[row as usize];
        assert_eq!(item.state, State::Begun, "{} was not begun", item.key);
        (item.state, item.outcome) = (state, outcome.to_owned());
        Ok(())
    }

    fn confirm(&self, action: &str, count: u64, sample: &[String]) {
        self.asked.borrow_mut().push((action.to_owned(), count, sample.to_vec()));
    }

    fn emit(&self, record: &Value) -> Result<()> {
        self.shown.borrow_mut().push(record.clone());
        Ok(())
    }

    fn advance(&self) {}

    fn concurrency(&self) -> usize {
        3
    }

    fn is_dry_run(&self) -> bool {
        self.dry_run
    }

    fn sleep(&self, _: Duration) -> LocalBoxFuture<'_, ()> {
        Box::pin(turns(2))
    }
}

/// Polls until it is ready: what waits here waits for nothing but its turn.
fn finished<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..10_000 {
        if let Poll::Ready(value) = future.as_mut().poll(&mut cx) {
            return value;
        }
    }
    panic!("it never ends");
}

/// Ready after being polled some times.
async fn turns(mut count: u32) {
    std::future::poll_fn(|cx| {
        cx.waker().wake_by_ref();
        count = count.saturating_sub(1);
        if count == 0 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Does each item as `work` says.
fn done(fake: &Fake, work: impl AsyncFn(&Task) -> Result<Outcome>) -> Result<()> {
    let plan = async || {
        let items = ["a", "b", "c", "d", "e"].iter().map(|key| Item::new(*key, key)).collect::<Result<Vec<_>>>()?;
        Ok(Plan::new("do 5 things", items))
    };
    finished(Bulk::new("doing").on(fake, Box::pin(plan()), &Items(work)))
}

fn lost() -> Error {
    http::Error { code: "network".into(), message: "lost".into(), delivery: http::Delivery::Unknown }.into()
}

fn unreachable() -> Error {
    http::Error { code: "network".into(), message: "no way".into(), delivery: http::Delivery::NotSent }.into()
}

#[test]
fn results_come_in_the_order_of_the_plan() -> Result<()> {
    let fake = Fake::default();
    done(&fake, async |task| {
        turns(20 - 3 * task.row()).await;
        match task.key.as_str() {
            "b" => Ok(Outcome::skipped("as it was")),
            "d" => Err(Error::invalid("not like this")),
            _ => Ok(Outcome::done(task.input::<String>()?)),
        }
    })?;
    assert_eq!(
        *fake.shown.borrow(),
        [
            json!({"key": "a", "status": "done", "message": "a"}),
            json!({"key": "b", "status": "skipped", "message": "as it was"}),
            json!({"key": "c", "status": "done", "message": "c"}),
            json!({"key": "d", "status": "failed", "message": "not like this"}),
            json!({"key": "e", "status": "done", "message": "e"}),
        ]
    );
    assert_eq!(*fake.asked.borrow(), [("do 5 things".to_owned(), 5, ["a", "b", "c"].map(str::to_owned).to_vec())]);
    assert_eq!(fake.states(), [State::Done, State::Skipped, State::Done, State::Failed, State::Done]);
    Ok(())
}

#[test]
fn what_was_over_is_shown_and_what_was_begun_is_looked_at() -> Result<()> {
    let fake = Fake::items(&[State::Done, State::Begun, State::Skipped, State::Failed, State::Planned]);
    let seen = RefCell::new(Vec::new());
    done(&fake, async |task| {
        seen.borrow_mut().push((task.key.clone(), task.again, task.note()));
        Ok(Outcome::done(""))
    })?;
    let expected = [("K-1", true, "before"), ("K-3", true, "before"), ("K-4", false, "")];
    assert_eq!(*seen.borrow(), expected.map(|(key, again, note)| (key.to_owned(), again, note.to_owned())));
    let statuses = [("K-0", "done"), ("K-1", "done"), ("K-2", "skipped"), ("K-3", "done"), ("K-4", "done")];
    assert_eq!(fake.statuses(), statuses.map(|(key, status)| (key.to_owned(), status.to_owned())));
    assert_eq!(fake.asked.borrow()[0].1, 3);
    Ok(())
}

#[test]
fn one_item_may_need_another_that_stands_before_it() -> Result<()> {
    let fake = Fake::items(&[State::Done, State::Planned, State::Planned, State::Planned]);
    let seen = RefCell::new(Vec::new());
    done(&fake, async |task| {
        turns(10 - 3 * task.row()).await;
        let before = task.became(task.row() - 1).await;
        seen.borrow_mut().push(before);
        if task.row() == 2 { Err(Error::invalid("no")) } else { Ok(Outcome::done(format!("made {}", task.row()))) }
    })?;
    let expected =
        [Became::Done("before".to_owned()), Became::Done("made 1".to_owned()), Became::NotDone("no".to_owned())];
    assert_eq!(*seen.borrow(), expected);
    // What ends the run is known as such, and what waits for it ends, too.
    let fake = Fake::items(&[State::Planned, State::Planned]);
    let ended = done(&fake, async |task| match task.row() {
        0 => Err(Error::new(Kind::Unauthenticated, "nobody is signed in")),
        _ => Err(Error::new(Kind::Cancelled, format!("{:?}", task.became(0).await))),
    });
    assert_eq!(ended.err().map(|error| error.kind()), Some(Kind::Unauthenticated));
    assert_eq!(fake.states(), [State::Begun, State::Begun]);
    Ok(())
}

#[test]
fn a_lost_answer_is_looked_at_before_it_is_sent_again() -> Result<()> {
    let fake = Fake::default();
    let seen = RefCell::new(Vec::new());
    done(&fake, async |task| {
        seen.borrow_mut().push((task.key.clone(), task.again));
        if task.key == "b" && !task.again { Err(lost()) } else { Ok(Outcome::done("")) }
    })?;
    let of_b: Vec<_> = seen.borrow().iter().filter(|(key, _)| key == "b").map(|(_, again)| *again).collect();
    assert_eq!((of_b, seen.borrow().len()), (vec![false, true], 6));
    assert_eq!(fake.states(), [State::Done; 5]);
    Ok(())
}

#[test]
fn what_nobody_knows_stays_begun_and_the_others_go_on() -> Result<()> {
    let fake = Fake::default();
    done(&fake, async |task| if task.key == "b" { Err(lost()) } else { Ok(Outcome::done("")) })?;
    assert_eq!(fake.states(), [State::Done, State::Begun, State::Done, State::Done, State::Done]);
    assert_eq!(fake.statuses()[1], ("b".to_owned(), "unknown".to_owned()));
    Ok(())
}

#[test]
fn what_would_meet_all_ends_the_run() {
    for (error, kind) in [
        (Error::new(Kind::Unauthenticated, "who"), Kind::Unauthenticated),
        (Error::new(Kind::Refused, "policy"), Kind::Refused),
        (unreachable(), Kind::Unavailable),
    ] {
        let fake = Fake::default();
        let calls = Cell::new(0);
        let ended = done(&fake, async |task| {
            calls.set(calls.get() + 1);
            if task.row() == 0 { Ok(Outcome::done("")) } else { Err(error.clone()) }
        });
        assert_eq!(ended.map_err(|error| error.kind()), Err(kind));
        assert!(fake.states().contains(&State::Planned) && fake.states()[0] == State::Done, "{:?}", fake.states());
        assert!(!fake.states().contains(&State::Failed));
    }
}

#[test]
fn a_journal_that_cannot_be_written_sends_nothing() {
    let fake = Fake::default();
    fake.full.set(true);
    let ended = done(&fake, async |_| panic!("it was sent"));
    assert_eq!(ended, Err(Error::other("no space")));
}

#[test]
fn an_interrupt_ends_what_is_under_way_and_begins_nothing() -> Result<()> {
    let fake = Fake { until: Some(4), ..Fake::default() };
    done(&fake, async |_| Ok(Outcome::done("")))?;
    assert_eq!(fake.states(), [State::Done, State::Done, State::Done, State::Done, State::Planned]);
    assert_eq!(fake.shown.borrow().len(), 4);
    Ok(())
}

#[test]
fn a_dry_run_goes_through_all_and_ends_none() -> Result<()> {
    let fake = Fake { dry_run: true, ..Fake::default() };
    let calls = Cell::new(0);
    done(&fake, async |_| {
        calls.set(calls.get() + 1);
        Err(Error::new(Kind::Refused, "a dry run sends no writes"))
    })?;
    assert_eq!((calls.get(), fake.shown.borrow().len()), (5, 0));
    Ok(())
}

#[test]
fn orders_of_several_are_done_one_after_another() -> Result<()> {
    let fake = Fake::items(&[State::Planned, State::Done, State::Planned, State::Planned, State::Planned]);
    let seen = RefCell::new(Vec::new());
    let bulk = Bulk::new("doing").made("issue");
    let work = async |tasks: &[Task]| {
        seen.borrow_mut().push(tasks.iter().map(Task::row).collect::<Vec<_>>());
        Ok(tasks
            .iter()
            .map(|task| if task.row() == 3 { Err(Error::invalid("no")) } else { Ok(Outcome::done("N-1")) })
            .collect())
    };
    let plan = async { Err(Error::other("planned again")) };
    finished(bulk.ordered(2).on(&fake, Box::pin(plan), &Orders(work)))?;
    assert_eq!(*seen.borrow(), [vec![0], vec![2, 3], vec![4]]);
    assert_eq!(fake.shown.borrow()[0], json!({"key": "K-0", "status": "done", "message": "N-1", "issue": "N-1"}));
    assert_eq!(fake.statuses()[3], ("K-3".to_owned(), "failed".to_owned()));
    Ok(())
}

#[test]
fn nothing_to_do_is_no_question() -> Result<()> {
    let fake = Fake::default();
    let work = async |_: &[Task]| panic!("something was done");
    let plan = async { Ok(Plan::new("", Vec::new())) };
    finished(Bulk::new("doing").on(&fake, Box::pin(plan), &Orders(work)))?;
    let over = Fake::items(&[State::Done]);
    done(&over, async |_| panic!("it was done again"))?;
    assert!(fake.asked.borrow().is_empty() && over.asked.borrow().is_empty());
    assert_eq!(over.statuses(), [("K-0".to_owned(), "done".to_owned())]);
    Ok(())
}
