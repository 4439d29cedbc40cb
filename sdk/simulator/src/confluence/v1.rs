//! What the routes of v1 have in common: errors, content, people, pages of a listing.

use axum::body::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::store::{Content, Status, Store};
use crate::auth::Caller;
use crate::reply::{Refusal, put};
use crate::seed::User;
use crate::state::{DEV, Data};
use crate::time;

pub(super) fn error(status: u16, message: &str) -> Refusal {
    let data = json!({"authorized": status != 401, "valid": true, "errors": [], "successful": false});
    Refusal { status, body: json!({"statusCode": status, "data": data, "message": message}) }
}

pub(super) fn no_content(id: &str) -> Refusal {
    error(404, &format!("No content found with id : ContentId{{id={id}}}"))
}

pub(super) fn read<T: for<'de> Deserialize<'de>>(bytes: &Bytes) -> Result<T, Refusal> {
    serde_json::from_slice(bytes).map_err(|why| error(400, &format!("The request body cannot be read: {why}")))
}

/// Content that is not in the trash and which the caller may see.
pub(super) fn find<'a>(store: &'a Store, caller: Caller, id: &str) -> Result<&'a Content, Refusal> {
    let found = store.content(id).filter(|content| caller == Caller::Dev && content.status != Status::Trashed);
    found.ok_or_else(|| no_content(id))
}

/// A piece of content, with what `expand` names of `space`, `version`, `history`, `body.storage` and
/// `metadata.labels`.
pub(super) fn content(data: &Data, origin: &str, content: &Content, expand: &[String]) -> Value {
    let store = &data.confluence;
    let space = store.space(&content.space);
    let key = space.map_or("", |space| space.key.as_str());
    let place = if content.kind.name() == "blogpost" { "blog" } else { "pages" };
    let mut shown = json!({
        "id": content.id,
        "type": content.kind.name(),
        "status": content.status.name(),
        "title": content.title(),
        "macroRenderedOutput": {},
        "extensions": {"position": super::tree::position(store, content)},
        "_expandable": {
            "container": format!("/rest/api/space/{key}"), "children": "", "descendants": "", "ancestors": "",
            "restrictions": "", "operations": "", "childTypes": "",
        },
        "_links": {
            "webui": format!("/spaces/{key}/{place}/{}", content.id),
            "self": format!("{origin}/wiki/rest/api/content/{}", content.id),
            "tinyui": format!("/x/{}", content.id),
        },
    });
    let wants = |name: &str| expand.iter().any(|item| item == name || item.starts_with(&format!("{name}.")));
    let author = || user(data.user(DEV));
    if let Some(space) = space.filter(|_| wants("space")) {
        put(
            &mut shown,
            "space",
            json!({
                "id": space.id.parse::<u64>().unwrap_or(0), "key": space.key, "name": space.name, "type": space.kind,
                "status": space.status, "_expandable": {}, "_links": {"webui": format!("/spaces/{key}")},
            }),
        );
    }
    if wants("version") {
        let now = content.now();
        let version = json!({
            "by": author(), "when": time::confluence(now.created), "friendlyWhen": "", "message": now.message,
            "number": now.number, "minorEdit": false, "_expandable": {}, "_links": {},
        });
        put(&mut shown, "version", version);
    }
    if wants("history") {
        let created = time::confluence(content.created);
        let history = json!({"latest": true, "createdBy": author(), "createdDate": created, "_links": {}});
        put(&mut shown, "history", history);
    }
    if wants("body.storage") {
        let storage =
            json!({"value": content.now().body.storage(), "representation": "storage", "embeddedContent": []});
        put(&mut shown, "body", json!({"storage": storage}));
    }
    if wants("metadata.labels") {
        let labels: Vec<Value> = content.labels.iter().map(super::label::in_v1).collect();
        let size = labels.len();
        let labels = json!({"results": labels, "start": 0, "limit": 200, "size": size, "_links": {}});
        put(&mut shown, "metadata", json!({"labels": labels, "_expandable": {}}));
    }
    shown
}

/// A person.
pub(super) fn user(user: &User) -> Value {
    json!({
        "type": "known",
        "accountId": user.account_id,
        "accountType": "atlassian",
        "email": user.email,
        "publicName": user.name,
        "displayName": user.name,
        "profilePicture": {"path": "/wiki/aa-avatar/default", "width": 48, "height": 48, "isDefault": true},
        "isExternalCollaborator": false,
        "isGuest": false,
        "_expandable": {"operations": "", "personalSpace": ""},
        "_links": {},
    })
}
