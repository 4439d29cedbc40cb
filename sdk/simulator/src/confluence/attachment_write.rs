//! Files at pages and blog posts: uploaded in v1, deleted in v2.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Multipart, Path, State};
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::store::Attachment;
use super::{invalid, missing, number, v1};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer};

/// `POST /wiki/rest/api/content/{id}/child/attachment`: names that are taken are refused.
pub(crate) async fn create(
    state: State<Arc<App>>,
    caller: Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Multipart,
) -> Answer {
    upload(state, caller, &id, &headers, form, false).await
}

/// `PUT /wiki/rest/api/content/{id}/child/attachment`: a name that is taken gets a new version.
pub(crate) async fn create_or_update(
    state: State<Arc<App>>,
    caller: Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Multipart,
) -> Answer {
    upload(state, caller, &id, &headers, form, true).await
}

async fn upload(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    id: &str,
    headers: &HeaderMap,
    mut form: Multipart,
    replaces: bool,
) -> Answer {
    let check = headers.get("x-atlassian-token").and_then(|value| value.to_str().ok());
    if !check.is_some_and(|value| matches!(value, "nocheck" | "no-check")) {
        return Err(v1::error(403, "XSRF check failed"));
    }
    let broken = |_| v1::error(400, "The request body is not a form.");
    let (mut files, mut comment, mut is_minor) = (Vec::new(), String::new(), None);
    while let Some(part) = form.next_field().await.map_err(broken)? {
        match part.name() {
            Some("file") => {
                let name = part.file_name().unwrap_or("unnamed").to_owned();
                let kind = part.content_type().unwrap_or("application/octet-stream").to_owned();
                files.push((name, kind, part.bytes().await.map_err(broken)?.to_vec()));
            }
            Some("comment") => comment = part.text().await.map_err(broken)?,
            Some("minorEdit") => is_minor = Some(part.text().await.map_err(broken)?),
            _ => {}
        }
    }
    if files.is_empty() || is_minor.is_none() {
        return Err(v1::error(400, "The form needs the parts `file` and `minorEdit`."));
    }
    let mut data = app.write();
    let store = &mut data.confluence;
    v1::find(store, caller, id)?;
    let is_taken =
        |name: &str| store.attachments.iter().any(|old| old.content == id && old.name == name && !old.is_trashed);
    if let Some((name, ..)) = files.iter().find(|(name, ..)| !replaces && is_taken(name)) {
        let message = format!("Cannot add a new attachment with same file name as an existing attachment: {name}");
        return Err(v1::error(400, &message));
    }
    let ids: Vec<_> =
        files.into_iter().map(|(name, kind, bytes)| store.attach(id, &name, &kind, &comment, bytes)).collect();
    let shown: Vec<Value> = ids.iter().filter_map(|id| store.attachment(id)).map(render).collect();
    reply::ok(&json!({"results": shown, "start": 0, "limit": 50, "size": shown.len(), "_links": {"base": app.origin}}))
}

/// `DELETE /wiki/api/v2/attachments/{id}`
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    // A number, says the document of this one route; everywhere else, `att` stands before it.
    number("id", &id)?;
    let id = format!("att{id}");
    let mut data = app.write();
    let files = &mut data.confluence.attachments;
    let place = files.iter().position(|file| file.id == id && caller == Caller::Dev).ok_or_else(missing)?;
    let file = files.get_mut(place).ok_or_else(missing)?;
    match (file.is_trashed, params.first("purge") == Some("true")) {
        (false, false) => file.is_trashed = true,
        (true, true) => _ = files.remove(place),
        (true, false) => return Err(missing()),
        (false, true) => return Err(invalid("Only an attachment in the trash can be purged")),
    }
    Ok(reply::empty(204))
}

/// As v1 shows it.
fn render(file: &Attachment) -> Value {
    json!({
        "id": file.id,
        "type": "attachment",
        "status": "current",
        "title": file.name,
        "version": {
            "when": crate::time::confluence(file.created), "number": file.version, "minorEdit": false,
            "message": file.comment, "_links": {},
        },
        "metadata": {"mediaType": file.kind, "comment": file.comment},
        "extensions": {"mediaType": file.kind, "fileSize": file.bytes.len(), "comment": file.comment},
        "macroRenderedOutput": {},
        "_expandable": {"container": format!("/rest/api/content/{}", file.content)},
        "_links": {"webui": format!("/pages/viewpageattachments.action?pageId={}", file.content)},
    })
}
