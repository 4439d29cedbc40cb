//! Links between issues, and to pages elsewhere.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::extras::{Link, LinkType, RemoteLink};
use super::issue::visible;
use super::select::Selection;
use super::{comment, render};
use crate::adf;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira, put};
use crate::state::{Data, issue_id};

/// `GET /rest/api/3/issueLinkType`
pub(crate) async fn types(State(app): State<Arc<App>>) -> Answer {
    let data = app.read();
    let types: Vec<Value> = data.extras.link_types.iter().map(|kind| link_type(kind, &app.origin)).collect();
    reply::ok(&json!({"issueLinkTypes": types}))
}

/// `POST /rest/api/3/issueLink`: the answer does not say which link it is.
pub(crate) async fn create(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let sent = super::body(&bytes)?;
    let mut data = app.write();
    let text = |object: &str, name: &str| sent.get(object)?.get(name)?.as_str().map(str::to_owned);
    let named = |object: &str| text(object, "key").or_else(|| text(object, "id")).ok_or_else(super::payload);
    let (name, id) = (text("type", "name"), text("type", "id"));
    let wanted = |kind: &&LinkType| name.as_deref() == Some(kind.name.as_str()) || id.as_deref() == Some(&*kind.id);
    let kind = data.extras.link_types.iter().find(wanted).cloned().ok_or_else(|| {
        jira(404, &format!("No issue link type with name '{}' found.", name.as_deref().unwrap_or_default()))
    })?;
    let inward = visible(&data, caller, &named("inwardIssue")?)?;
    let outward = visible(&data, caller, &named("outwardIssue")?)?;
    if inward == outward {
        return Err(jira(400, "You cannot link an issue to itself."));
    }
    if let Some(body) = sent.get("comment").and_then(|comment| comment.get("body")) {
        if !adf::is_document(body) {
            return Err(jira(400, "Comment body is not valid!"));
        }
        comment::add(&mut data, inward, body.clone(), Value::Null);
    }
    let same = |link: &Link| link.kind.id == kind.id && link.inward == inward && link.outward == outward;
    if !data.extras.links.iter().any(same) {
        let id = data.extras.next_link();
        data.extras.links.push(Link { id, kind, inward, outward });
    }
    // Jira sends nothing and calls it JSON; what stands between for the contract cannot read that.
    Ok(reply::json(201, &Value::Null))
}

/// `GET /rest/api/3/issueLink/{linkId}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let data = app.read();
    let link = data.extras.links.iter().find(|link| link.id.to_string() == id && is_whole(&data, caller, link));
    let link = link.ok_or_else(|| absent(&id))?;
    let mut shown = link_head(link, &app.origin);
    put(&mut shown, "inwardIssue", linked(&data, &app.origin, link.inward));
    put(&mut shown, "outwardIssue", linked(&data, &app.origin, link.outward));
    reply::ok(&shown)
}

/// `DELETE /rest/api/3/issueLink/{linkId}`
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let mut data = app.write();
    let found = |link: &&Link| link.id.to_string() == id && is_whole(&data, caller, link);
    let number = data.extras.links.iter().find(found).map(|link| link.id).ok_or_else(|| absent(&id))?;
    data.extras.links.retain(|link| link.id != number);
    Ok(reply::empty(204))
}

fn is_whole(data: &Data, caller: Caller, link: &Link) -> bool {
    caller == Caller::Dev && [link.inward, link.outward].iter().all(|place| data.issue(*place).is_some())
}

fn absent(id: &str) -> Refusal {
    jira(404, &format!("No issue link with id '{id}' exists."))
}

/// The links of an issue as the field `issuelinks`: with the other issue alone.
pub(super) fn of_issue(data: &Data, origin: &str, place: usize) -> Value {
    let shown = |link: &Link| {
        let (name, other) = match (link.inward == place, link.outward == place) {
            (true, _) => ("outwardIssue", link.outward),
            (_, true) => ("inwardIssue", link.inward),
            _ => return None,
        };
        data.issue(other)?;
        let mut shown = link_head(link, origin);
        put(&mut shown, name, linked(data, origin, other));
        Some(shown)
    };
    data.extras.links.iter().filter_map(shown).collect()
}

fn link_head(link: &Link, origin: &str) -> Value {
    json!({
        "id": link.id.to_string(),
        "self": format!("{origin}/rest/api/3/issueLink/{}", link.id),
        "type": link_type(&link.kind, origin),
    })
}

fn link_type(kind: &LinkType, origin: &str) -> Value {
    json!({
        "id": kind.id,
        "name": kind.name,
        "inward": kind.inward,
        "outward": kind.outward,
        "self": format!("{origin}/rest/api/3/issueLinkType/{}", kind.id),
    })
}

fn linked(data: &Data, origin: &str, place: usize) -> Value {
    let names = ["summary", "status", "priority", "issuetype"].map(str::to_owned);
    let selection = Selection::new(&names, "id").keyed();
    let Some(issue) = data.issue(place) else { return Value::Null };
    let mut shown = render::issue(data, origin, place, issue, &selection);
    if let Some(members) = shown.as_object_mut() {
        members.remove("expand");
    }
    shown
}

/// `GET /rest/api/3/issue/{issueIdOrKey}/remotelink`
pub(crate) async fn remote_list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let links = data.extras.remote_links.iter().filter(|link| link.issue == place);
    match params.first("globalId") {
        None => reply::ok(&links.map(|link| remote(link, &app.origin)).collect()),
        Some(id) => {
            let found = links.into_iter().find(|link| global_id(&link.sent) == Some(id));
            let found = found.ok_or_else(|| jira(404, "The remote link with the given global id does not exist."))?;
            reply::ok(&remote(found, &app.origin))
        }
    }
}

/// `POST /rest/api/3/issue/{issueIdOrKey}/remotelink`: one with the same global id is replaced.
pub(crate) async fn remote_create(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    bytes: Bytes,
) -> Answer {
    let sent = super::body(&bytes)?;
    let mut data = app.write();
    let issue = visible(&data, caller, &key)?;
    let object = |name: &str| sent.get("object").and_then(|object| object.get(name)).and_then(Value::as_str);
    let mut errors = serde_json::Map::new();
    for (name, sentence) in [("title", "'title' is required."), ("url", "'url' is required.")] {
        if object(name).is_none_or(str::is_empty) {
            errors.insert(name.to_owned(), json!(sentence));
        }
    }
    if object("url").is_some_and(|url| !url.contains("://")) {
        errors.insert("url".to_owned(), json!("The URL is not valid."));
    }
    if !errors.is_empty() {
        return Err(Refusal { status: 400, body: json!({"errorMessages": [], "errors": errors}) });
    }
    let origin = &app.origin;
    let answer = |id: u64| json!({"id": id, "self": format!("{origin}/rest/api/3/issue/{key}/remotelink/{id}")});
    let same = |link: &&mut RemoteLink| {
        link.issue == issue && global_id(&sent).is_some() && global_id(&link.sent) == global_id(&sent)
    };
    if let Some(link) = data.extras.remote_links.iter_mut().find(same) {
        link.sent = sent;
        return reply::ok(&answer(link.id));
    }
    let id = data.extras.next_remote_link();
    data.extras.remote_links.push(RemoteLink { id, issue, sent });
    Ok(reply::json(201, &answer(id)))
}

/// `DELETE /rest/api/3/issue/{issueIdOrKey}/remotelink/{linkId}`
pub(crate) async fn remote_delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((key, id)): Path<(String, String)>,
) -> Answer {
    let mut data = app.write();
    let issue = visible(&data, caller, &key)?;
    let before = data.extras.remote_links.len();
    data.extras.remote_links.retain(|link| link.issue != issue || link.id.to_string() != id);
    if data.extras.remote_links.len() == before {
        return Err(jira(404, &format!("The remote link with id '{id}' does not exist.")));
    }
    Ok(reply::empty(204))
}

fn global_id(sent: &serde_json::Map<String, Value>) -> Option<&str> {
    sent.get("globalId").and_then(Value::as_str)
}

fn remote(link: &RemoteLink, origin: &str) -> Value {
    let mut shown = Value::Object(link.sent.clone());
    put(&mut shown, "id", json!(link.id));
    let issue = issue_id(link.issue);
    put(&mut shown, "self", json!(format!("{origin}/rest/api/3/issue/{issue}/remotelink/{}", link.id)));
    shown
}
