//! Service level agreements: how long something may take, counted by the clock.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::data::Request;
use super::{found, page, refusal, show, transition, visible};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, put};
use crate::state::{Data, issue_id};
use crate::time::{self, Millis};

const HOUR: Millis = 3_600_000;

/// What is measured: id, name, goal.
const METRICS: [(u64, &str, Millis); 2] =
    [(1, "Time to first response", 4 * HOUR), (2, "Time to resolution", 40 * HOUR)];

/// `GET /rest/servicedeskapi/request/{issueIdOrKey}/sla`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let all: Vec<Value> =
        METRICS.iter().map(|(id, ..)| render(&data, place, *id, &app.origin)).collect::<Result<_, _>>()?;
    reply::ok(&page(&params, &app.origin, &format!("request/{}/sla", issue_id(place)), &all))
}

/// `GET /rest/servicedeskapi/request/{issueIdOrKey}/sla/{slaMetricId}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((key, id)): Path<(String, String)>,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let id = id.parse().map_err(|_| refusal(404, "The SLA does not exist."))?;
    reply::ok(&render(&data, place, id, &app.origin)?)
}

fn render(data: &Data, place: usize, id: u64, origin: &str) -> Result<Value, Refusal> {
    let request = found(data, place)?;
    let metric = METRICS.iter().find(|(metric, ..)| *metric == id);
    let (_, name, goal) = metric.ok_or_else(|| refusal(404, "The SLA does not exist."))?;
    let (start, stop) = span(data, request, id);
    let waited = waited(data, request, stop);
    let elapsed = stop.unwrap_or_else(time::now) - start - waited;
    let mut cycle = json!({
        "startTime": show::date(start),
        "breachTime": show::date(start + goal + waited),
        "breached": elapsed > *goal,
        "goalDuration": show::duration(*goal),
        "elapsedTime": show::duration(elapsed),
        "remainingTime": show::duration(goal - elapsed),
    });
    let link = format!("{origin}/rest/servicedeskapi/request/{}/sla/{id}", issue_id(place));
    let mut shown = json!({
        "id": id.to_string(),
        "name": name,
        "slaDisplayFormat": "NEW_SLA_FORMAT",
        "completedCycles": [],
        "_links": {"self": link},
    });
    match stop {
        Some(stop) => {
            put(&mut cycle, "stopTime", show::date(stop));
            put(&mut shown, "completedCycles", json!([cycle]));
        }
        None => {
            let paused = request.statuses.last().is_some_and(|(status, _)| transition::is_waiting(data, *status));
            put(&mut cycle, "paused", json!(paused));
            put(&mut cycle, "withinCalendarHours", json!(true));
            put(&mut shown, "ongoingCycle", cycle);
        }
    }
    Ok(shown)
}

/// When it began, and when it was done: with the first public word, or with the last status.
fn span(data: &Data, request: &Request, id: u64) -> (Millis, Option<Millis>) {
    let start = request.statuses.first().map(|(_, since)| *since).unwrap_or_default();
    let done = |(status, since): &(u8, Millis)| {
        (data.status(*status).category == crate::seed::Category::Done).then_some(*since)
    };
    let resolved = request.statuses.last().and_then(done);
    let answered = request.comments.iter().find(|comment| comment.public && comment.author != request.reporter);
    match id {
        1 => (start, answered.map(|comment| comment.created).or(resolved)),
        _ => (start, resolved),
    }
}

/// How long it waited for somebody's consent; the clock stands still then.
fn waited(data: &Data, request: &Request, stop: Option<Millis>) -> Millis {
    let end = stop.unwrap_or_else(time::now);
    let ends = request.statuses.iter().skip(1).map(|(_, since)| *since).chain([end]);
    let spans = request.statuses.iter().zip(ends);
    spans
        .filter(|((status, _), _)| transition::is_waiting(data, *status))
        .map(|((_, since), until)| until.min(end) - (*since).min(end))
        .sum()
}
