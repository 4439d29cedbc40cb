//! What changed in an issue, when, and from what to what.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::field::{EPIC_LINK, FIELDS, Field};
use super::issue::visible;
use super::{render, stored};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, put};
use crate::state::{DEV, Data, Issue};
use crate::time::{self, Millis};

/// Id of the first change; the others follow.
const FIRST: usize = 30_000;

/// One change; all are made by `dev@example.com`.
#[derive(Debug)]
pub(crate) struct Change {
    /// Place of the issue.
    issue: usize,
    created: Millis,
    items: Vec<Value>,
}

/// Puts an issue in the place of what it was, and writes down what is different.
pub(crate) fn replace(data: &mut Data, place: usize, changed: Issue) {
    let before = values(data, place);
    if let Some(issue) = data.issue_mut(place) {
        *issue = changed;
    }
    stored::settle(data, place);
    let after = values(data, place);
    let items: Vec<Value> = before.iter().zip(&after).filter_map(|(before, after)| item(before, after)).collect();
    if !items.is_empty() {
        data.changes.push(Change { issue: place, created: time::now(), items });
    }
}

/// What an issue shows of each field that is written down.
fn values(data: &Data, place: usize) -> Vec<(&'static Field, Value)> {
    let Some(issue) = data.issue(place) else { return Vec::new() };
    let is_noted = |field: &&Field| {
        !matches!(field.id, "created" | "updated" | "resolutiondate" | "subtasks" | "project" | EPIC_LINK)
    };
    FIELDS.iter().filter(is_noted).map(|field| (field, render::value(data, "", place, issue, field.id))).collect()
}

fn item((field, before): &(&'static Field, Value), (_, after): &(&'static Field, Value)) -> Option<Value> {
    if before == after {
        return None;
    }
    let mut item = json!({
        "field": if field.custom.is_some() { field.name } else { field.id },
        "fieldtype": if field.custom.is_some() { "custom" } else { "jira" },
        "fieldId": field.id,
    });
    let after_words = Some(words(after).unwrap_or_default());
    let parts = [("from", ids(before)), ("fromString", words(before)), ("to", ids(after)), ("toString", after_words)];
    for (name, value) in parts {
        // Jira has null here, its document only texts; without a `toString`, Prism takes the one of every JavaScript object.
        if let Some(value) = value {
            put(&mut item, name, Value::String(value));
        }
    }
    Some(item)
}

/// What a value is called.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(list) => Some(list.iter().filter_map(words).collect::<Vec<_>>().join(", ")),
        Value::Object(members) if members.contains_key("content") => Some(crate::adf::to_text(value).trim().to_owned()),
        Value::Object(members) => {
            let named = ["name", "value", "displayName", "key", "originalEstimate"];
            named.iter().find_map(|name| members.get(*name)?.as_str()).map(str::to_owned)
        }
        other => Some(other.to_string()),
    }
}

/// The id behind it, where there is one.
fn ids(value: &Value) -> Option<String> {
    match value {
        Value::Array(list) => {
            Some(list.iter().filter_map(ids).collect::<Vec<_>>().join(", ")).filter(|ids| !ids.is_empty())
        }
        Value::Object(members) => {
            let id = members.get("accountId").or_else(|| members.get("id"))?;
            Some(id.as_str().map_or_else(|| id.to_string(), str::to_owned))
        }
        _ => None,
    }
}

/// `GET /rest/api/3/issue/{issueIdOrKey}/changelog`
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let own: Vec<_> = data.changes.iter().enumerate().filter(|(_, change)| change.issue == place).collect();
    let (start, length) = (params.number("startAt", 0, 0, usize::MAX), params.number("maxResults", 100, 1, 100));
    let author = render::user(&data, &app.origin, DEV);
    let values: Vec<Value> = own
        .iter()
        .skip(start)
        .take(length)
        .map(|(at, change)| {
            json!({
                "id": (FIRST + at).to_string(),
                "author": author,
                "created": time::jira(change.created),
                "items": change.items,
            })
        })
        .collect();
    let link =
        |start: usize| format!("{}/rest/api/3/issue/{key}/changelog?startAt={start}&maxResults={length}", app.origin);
    let is_last = start.saturating_add(length) >= own.len();
    let mut body = json!({
        "self": link(start), "maxResults": length, "startAt": start, "total": own.len(), "isLast": is_last, "values": values,
    });
    if !is_last {
        put(&mut body, "nextPage", json!(link(start + length)));
    }
    reply::ok(&body)
}
