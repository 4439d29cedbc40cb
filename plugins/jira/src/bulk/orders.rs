//! Orders to Jira's own bulk operations: up to 1000 issues each, carried out by a task that is asked how far it is.

use super::Issue;
use super::look;
use atlassian_plugin_sdk::bulk::{Outcome, Task};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use std::collections::BTreeMap;
use std::time::Duration;

const PROGRESS: Endpoint = endpoint!(
    jira GET "/rest/api/3/bulk/queue/{taskId}",
    classic("read:jira-work"),
    granular("read:issue:jira"),
);

/// What asking how far a task is, and looking at issues, asks.
pub(crate) const FOLLOW: EndpointGroup = endpoint_group!(PROGRESS, look::LOOK);

/// Issues in one order, as Jira's documents say.
pub(super) const MOST: usize = 1000;

/// What the note of an item begins with: the number of the task that does it follows.
const TASK: &str = "task ";
/// The first pause between two questions, and the longest.
const PAUSE: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(5));
/// Questions without an answer, one after another, until it is given up for now.
const PATIENCE: u32 = 5;
/// Issues looked at at one time.
const AT_ONCE: usize = 8;

/// What Jira answers to an order.
#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
pub(super) struct Submitted {
    pub(super) task_id: String,
}

/// How far a task is.
#[derive(Debug, Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Progress {
    status: String,
    #[serde(default)]
    processed_accessible_issues: Vec<u64>,
    #[serde(default)]
    failed_accessible_issues: BTreeMap<String, Vec<String>>,
}

impl Progress {
    fn is_over(&self) -> bool {
        matches!(self.status.as_str(), "COMPLETE" | "FAILED" | "CANCELLED" | "DEAD")
    }

    /// What it says of an issue; nothing where it does not.
    fn of(&self, id: &str) -> Option<Result<Outcome>> {
        if let Some(reasons) = self.failed_accessible_issues.get(id) {
            return Some(Err(Error::invalid(reasons.join("; "))));
        }
        let is_done = self.processed_accessible_issues.iter().any(|done| done.to_string() == id);
        is_done.then(|| Ok(Outcome::done("")))
    }
}

/// Carries out one order. `id` is the issue's of a task, `submit` sends the order for some of the tasks, and `is_done`
/// says whether an issue is as it should be; an issue that is gone is shown to it as nothing.
///
/// An order whose number is known is never sent again: it is followed. Without a number, each issue is looked at first.
///
/// # Errors
///
/// When the order cannot be sent, or nobody can say how far it is.
pub(super) async fn carry_out(
    cx: &Cx,
    tasks: &[Task],
    id: impl Fn(&Task) -> Result<String>,
    submit: impl AsyncFn(&[&Task]) -> Result<Submitted>,
    fields: &str,
    is_done: impl Fn(&Task, Option<&Issue>) -> bool,
) -> Result<Vec<Result<Outcome>>> {
    let mut open: Vec<&Task> = tasks.iter().collect();
    let mut outcomes: BTreeMap<u32, Result<Outcome>> = BTreeMap::new();
    let mut known: BTreeMap<String, Vec<&Task>> = BTreeMap::new();
    for task in tasks {
        if let Some(number) = task.note().strip_prefix(TASK) {
            known.entry(number.to_owned()).or_default().push(task);
        }
    }
    for (number, of_task) in known {
        match followed(cx, &number).await {
            Ok(progress) => {
                for task in of_task {
                    if let Some(outcome) = progress.of(&id(task)?) {
                        outcomes.insert(task.row(), outcome);
                    }
                }
            }
            // Jira forgets a task after two weeks.
            Err(error) if matches!(error.kind(), Kind::Invalid | Kind::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    open.retain(|task| !outcomes.contains_key(&task.row()));
    let again: Vec<_> = open.iter().filter(|task| task.again).copied().collect();
    for (task, outcome) in looked_at(cx, &again, &id, fields, &is_done).await? {
        if outcome {
            outcomes.insert(task.row(), Ok(Outcome::done("")));
        }
    }
    open.retain(|task| !outcomes.contains_key(&task.row()));
    if !open.is_empty() {
        let Submitted { task_id } = submit(&open).await?;
        Task::remember_all(open.iter().copied(), &format!("{TASK}{task_id}"))?;
        let progress = followed(cx, &task_id).await?;
        let mut silent = Vec::new();
        for task in open {
            match progress.of(&id(task)?) {
                Some(outcome) => drop(outcomes.insert(task.row(), outcome)),
                None => silent.push(task),
            }
        }
        for (task, is_done) in looked_at(cx, &silent, &id, fields, &is_done).await? {
            let why = format!("Jira's task {task_id} ended as {} and left it as it was", progress.status);
            outcomes.insert(task.row(), if is_done { Ok(Outcome::done("")) } else { Err(Error::other(why)) });
        }
    }
    let missing = || Err(Error::other("Jira said nothing about it"));
    Ok(tasks.iter().map(|task| outcomes.remove(&task.row()).unwrap_or_else(missing)).collect())
}

/// A task once it is over.
async fn followed(cx: &Cx, number: &str) -> Result<Progress> {
    let (mut pause, longest) = PAUSE;
    let mut silence = 0;
    loop {
        match cx.request(PROGRESS).param("taskId", number).json::<Progress>().await {
            Ok(progress) if progress.is_over() => return Ok(progress),
            Ok(_) => silence = 0,
            Err(error) if silence < PATIENCE && matches!(error.kind(), Kind::Unavailable | Kind::RateLimited) => {
                silence += 1;
            }
            Err(error) => return Err(error),
        }
        cx.sleep(pause).await;
        pause = (pause * 2).min(longest);
    }
}

/// Whether each of the issues is as it should be.
async fn looked_at<'a>(
    cx: &Cx,
    tasks: &[&'a Task],
    id: &impl Fn(&Task) -> Result<String>,
    fields: &str,
    is_done: &impl Fn(&Task, Option<&Issue>) -> bool,
) -> Result<Vec<(&'a Task, bool)>> {
    let look = |task: &'a Task| async move {
        let found = match look::at(cx, &id(task)?, fields).await {
            Ok(issue) => Some(issue),
            Err(error) if error.kind() == Kind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok((task, is_done(task, found.as_ref())))
    };
    stream::iter(tasks.to_vec()).map(look).buffered(AT_ONCE).try_collect().await
}
