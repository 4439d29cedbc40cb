//! Work logged on issues. A day has eight hours and a week five days, as on a new site; estimates are not kept.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::extras::Worklog;
use super::issue::visible;
use super::render;
use crate::adf;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira, put};
use crate::state::{DEV, Data, issue_id};
use crate::time;

/// Units in seconds, the longest first.
const UNITS: [(char, u64); 4] = [('w', 144_000), ('d', 28_800), ('h', 3600), ('m', 60)];
/// Longest page.
const MOST: usize = 5_000;

/// `GET /rest/api/3/issue/{issueIdOrKey}/worklog`
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let all: Vec<&Worklog> = data.extras.worklogs.iter().filter(|entry| entry.issue == place).collect();
    let (start, length) = (params.number("startAt", 0, 0, usize::MAX), params.number("maxResults", MOST, 1, MOST));
    let shown: Vec<Value> = all.iter().skip(start).take(length).map(|entry| shown(&data, &app.origin, entry)).collect();
    reply::ok(&json!({"startAt": start, "maxResults": length, "total": all.len(), "worklogs": shown}))
}

/// `POST /rest/api/3/issue/{issueIdOrKey}/worklog`
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
    bytes: Bytes,
) -> Answer {
    let sent = super::body(&bytes)?;
    let mut data = app.write();
    let issue = visible(&data, caller, &key)?;
    estimate(&params, "reduceBy")?;
    let now = time::now();
    let mut entry = Worklog {
        id: 0,
        issue,
        author: DEV,
        started: time::jira(now),
        seconds: 0,
        comment: Value::Null,
        created: now,
        updated: now,
    };
    change(&mut entry, &sent)?;
    if entry.seconds == 0 {
        return Err(wrong("timeLogged", "You must indicate the time spent working."));
    }
    entry.id = data.extras.next_worklog();
    let answer = shown(&data, &app.origin, &entry);
    data.extras.worklogs.push(entry);
    touch(&mut data, issue);
    Ok(reply::json(201, &answer))
}

/// `PUT /rest/api/3/issue/{issueIdOrKey}/worklog/{id}`
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((key, id)): Path<(String, String)>,
    params: Params,
    bytes: Bytes,
) -> Answer {
    let sent = super::body(&bytes)?;
    let mut data = app.write();
    let issue = visible(&data, caller, &key)?;
    estimate(&params, "")?;
    let found = data.extras.worklogs.iter_mut().find(|entry| entry.issue == issue && entry.id.to_string() == id);
    let entry = found.ok_or_else(|| absent(&id))?;
    change(entry, &sent)?;
    entry.updated = time::now();
    touch(&mut data, issue);
    let entry = data.extras.worklogs.iter().find(|entry| entry.id.to_string() == id).ok_or_else(|| absent(&id))?;
    reply::ok(&shown(&data, &app.origin, entry))
}

/// `DELETE /rest/api/3/issue/{issueIdOrKey}/worklog/{id}`
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((key, id)): Path<(String, String)>,
    params: Params,
) -> Answer {
    let mut data = app.write();
    let issue = visible(&data, caller, &key)?;
    estimate(&params, "increaseBy")?;
    let before = data.extras.worklogs.len();
    data.extras.worklogs.retain(|entry| entry.issue != issue || entry.id.to_string() != id);
    if data.extras.worklogs.len() == before {
        return Err(absent(&id));
    }
    touch(&mut data, issue);
    Ok(reply::empty(204))
}

fn touch(data: &mut Data, issue: usize) {
    if let Some(issue) = data.issue_mut(issue) {
        issue.updated = time::now();
    }
}

/// Whether the query says something sensible of the estimate; `by` is the name of the value for `manual`.
fn estimate(params: &Params, by: &str) -> Result<(), Refusal> {
    let needs = |name: &str| match params.first(name) {
        Some(value) if seconds(value).is_some() => Ok(()),
        _ => Err(wrong(name, "You must supply a valid estimate.")),
    };
    match params.first("adjustEstimate") {
        None | Some("auto" | "leave") => Ok(()),
        Some("new") => needs("newEstimate"),
        Some("manual") if !by.is_empty() => needs(by),
        Some(other) => Err(wrong("adjustEstimate", &format!("'{other}' is not a way to adjust the estimate."))),
    }
}

fn change(entry: &mut Worklog, sent: &Map<String, Value>) -> Result<(), Refusal> {
    if let Some(spent) = sent.get("timeSpent") {
        let spent = spent.as_str().and_then(seconds).filter(|seconds| *seconds > 0);
        entry.seconds = spent.ok_or_else(|| wrong("timeLogged", "Invalid time duration entered."))?;
    } else if let Some(seconds) = sent.get("timeSpentSeconds").and_then(Value::as_u64) {
        entry.seconds = seconds;
    }
    if let Some(started) = sent.get("started") {
        let started = started.as_str().filter(|text| is_moment(text)).ok_or_else(super::payload)?;
        started.clone_into(&mut entry.started);
    }
    if let Some(comment) = sent.get("comment") {
        if !comment.is_null() && !adf::is_document(comment) {
            return Err(wrong("comment", "Comment body is not valid!"));
        }
        entry.comment = comment.clone();
    }
    Ok(())
}

/// `2021-01-17T12:34:00.000+0000`, and nothing else.
fn is_moment(text: &str) -> bool {
    let form = "dddd-dd-ddTdd:dd:dd.ddd+dddd";
    text.len() == form.len()
        && text.chars().zip(form.chars()).all(|(c, wanted)| match wanted {
            'd' => c.is_ascii_digit(),
            '+' => c == '+' || c == '-',
            wanted => c == wanted,
        })
}

/// The seconds of a time like `1w 2d 3.5h 10m`.
fn seconds(text: &str) -> Option<u64> {
    let mut sum = 0.0;
    for part in text.split_whitespace() {
        let (number, unit) = part.split_at_checked(part.len().checked_sub(1)?)?;
        let (_, length) = UNITS.iter().find(|(name, _)| unit == name.to_string())?;
        sum += number.parse::<f64>().ok().filter(|number| *number >= 0.0)? * f64::from(u32::try_from(*length).ok()?);
    }
    format!("{sum:.0}").parse().ok()
}

fn words(mut seconds: u64) -> String {
    let mut words = Vec::new();
    for (unit, length) in UNITS {
        if seconds >= length {
            words.push(format!("{}{unit}", seconds / length));
            seconds %= length;
        }
    }
    if words.is_empty() { "0m".to_owned() } else { words.join(" ") }
}

fn shown(data: &Data, origin: &str, entry: &Worklog) -> Value {
    let issue = issue_id(entry.issue);
    let author = render::user(data, origin, entry.author);
    let mut value = json!({
        "self": format!("{origin}/rest/api/3/issue/{issue}/worklog/{}", entry.id),
        "author": author,
        "updateAuthor": author,
        "created": time::jira(entry.created),
        "updated": time::jira(entry.updated),
        "started": entry.started,
        "timeSpent": words(entry.seconds),
        "timeSpentSeconds": entry.seconds,
        "id": entry.id.to_string(),
        "issueId": issue,
    });
    if !entry.comment.is_null() {
        put(&mut value, "comment", entry.comment.clone());
    }
    value
}

fn absent(id: &str) -> Refusal {
    jira(404, &format!("Cannot find worklog with id: '{id}'."))
}

fn wrong(field: &str, sentence: &str) -> Refusal {
    Refusal { status: 400, body: json!({"errorMessages": [], "errors": {field: sentence}}) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_written_in_working_days() {
        for (text, sum, written) in
            [("2h 30m", 9000, "2h 30m"), ("1w 1d", 172_800, "1w 1d"), ("1.5h", 5400, "1h 30m"), ("8h", 28_800, "1d")]
        {
            assert_eq!(seconds(text), Some(sum), "{text}");
            assert_eq!(words(sum), written);
        }
        for wrong in ["2", "2x", "h", "2h30m", "-1h"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
        assert!(is_moment("2026-01-31T10:00:00.000+0100") && !is_moment("2026-01-31T10:00:00+01:00"));
    }
}
