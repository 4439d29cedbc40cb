//! Watchers, votes and properties: what people and programs mark an issue with.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::issue::visible;
use super::render;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira};
use crate::state::{DEV, Data, issue_id};

/// Longest value of a property, in characters.
const LONGEST: usize = 32_768;

/// `GET /rest/api/3/issue/{issueIdOrKey}/watchers`
pub(crate) async fn watchers(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let of_issue = data.extras.watchers.iter().filter(|(issue, _)| *issue == place);
    let people: Vec<Value> = of_issue.map(|(_, user)| render::user(&data, &app.origin, *user)).collect();
    reply::ok(&json!({
        "self": format!("{}/rest/api/3/issue/{}/watchers", app.origin, issue_id(place)),
        "isWatching": data.extras.watchers.contains(&(place, DEV)),
        "watchCount": people.len(),
        "watchers": people,
    }))
}

/// `POST /rest/api/3/issue/{issueIdOrKey}/watchers`: an account id as a JSON string, or nothing for the user.
pub(crate) async fn watch(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    bytes: Bytes,
) -> Answer {
    // Prism, which stands in between for the contract, takes the quotes of a JSON string away.
    let bare = || String::from_utf8(bytes.to_vec()).ok().filter(|text| !text.contains(['{', '[', '"', ' ']));
    let account = match bytes.is_empty() {
        true => None,
        false => Some(serde_json::from_slice::<String>(&bytes).ok().or_else(bare).ok_or_else(super::payload)?),
    };
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    let user = account.map_or(Ok(DEV), |account| person(&data, &account))?;
    data.extras.watchers.insert((place, user));
    Ok(reply::with_header(reply::empty(204), "content-type", "application/json;charset=UTF-8"))
}

/// `DELETE /rest/api/3/issue/{issueIdOrKey}/watchers`
pub(crate) async fn unwatch(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    let account = params.first("accountId").ok_or_else(|| jira(400, "The accountId is required."))?;
    let user = person(&data, account)?;
    data.extras.watchers.remove(&(place, user));
    Ok(reply::empty(204))
}

fn person(data: &Data, account: &str) -> Result<u8, Refusal> {
    data.user_by_account(account)
        .ok_or_else(|| jira(404, "Specified user does not exist or you do not have required permissions"))
}

/// `GET /rest/api/3/issue/{issueIdOrKey}/votes`
pub(crate) async fn votes(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let of_issue = data.extras.votes.iter().filter(|(issue, _)| *issue == place);
    let people: Vec<Value> = of_issue.map(|(_, user)| render::user(&data, &app.origin, *user)).collect();
    reply::ok(&json!({
        "self": format!("{}/rest/api/3/issue/{}/votes", app.origin, issue_id(place)),
        "votes": people.len(),
        "hasVoted": data.extras.votes.contains(&(place, DEV)),
        "voters": people,
    }))
}

/// `POST /rest/api/3/issue/{issueIdOrKey}/votes`
pub(crate) async fn vote(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
) -> Answer {
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    if data.issue(place).is_some_and(|issue| issue.reporter == DEV) {
        return Err(jira(404, "You cannot vote for an issue you have reported."));
    }
    data.extras.votes.insert((place, DEV));
    Ok(reply::with_header(reply::empty(204), "content-type", "application/json;charset=UTF-8"))
}

/// `DELETE /rest/api/3/issue/{issueIdOrKey}/votes`
pub(crate) async fn unvote(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
) -> Answer {
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    if !data.extras.votes.remove(&(place, DEV)) {
        return Err(jira(404, "Cannot remove a vote for an issue that the user has not already voted for."));
    }
    Ok(reply::empty(204))
}

/// `GET /rest/api/3/issue/{issueIdOrKey}/properties`
pub(crate) async fn properties(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let link = |name: &str| format!("{}/rest/api/3/issue/{}/properties/{name}", app.origin, issue_id(place));
    let of_issue = data.extras.properties.keys().filter(|(issue, _)| *issue == place);
    let keys: Vec<Value> = of_issue.map(|(_, name)| json!({"self": link(name), "key": name})).collect();
    reply::ok(&json!({"keys": keys}))
}

/// `GET /rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}`
pub(crate) async fn property(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((key, name)): Path<(String, String)>,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let value = data.extras.properties.get(&(place, name.clone())).ok_or_else(|| no_property(&name))?;
    reply::ok(&json!({"key": name, "value": value}))
}

/// `PUT /rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}`
pub(crate) async fn set_property(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((key, name)): Path<(String, String)>,
    bytes: Bytes,
) -> Answer {
    let value: Value = serde_json::from_slice(&bytes).map_err(|_| jira(400, "The value is not valid JSON."))?;
    if String::from_utf8_lossy(&bytes).chars().count() > LONGEST {
        return Err(jira(400, &format!("The value cannot exceed {LONGEST} characters.")));
    }
    if name.chars().count() > 255 {
        return Err(jira(400, "The property key cannot exceed 255 characters."));
    }
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    let status = if data.extras.properties.insert((place, name), value).is_some() { 200 } else { 201 };
    // Jira sends nothing and calls it JSON; what stands between for the contract cannot read that.
    Ok(reply::json(status, &Value::Null))
}

/// `DELETE /rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}`
pub(crate) async fn delete_property(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((key, name)): Path<(String, String)>,
) -> Answer {
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    data.extras.properties.remove(&(place, name.clone())).ok_or_else(|| no_property(&name))?;
    Ok(reply::empty(204))
}

fn no_property(name: &str) -> Refusal {
    jira(404, &format!("The property {name} does not exist."))
}
