//! Files: temporary ones at a desk, then at a request.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Multipart, Path, State};
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::data::File;
use super::{comment, desk, experimental, found, found_mut, page, refusal, show, visible};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::state::{Attachment, Data, issue_id};
use crate::time;

/// `POST /rest/servicedeskapi/servicedesk/{serviceDeskId}/attachTemporaryFile`
pub(super) async fn upload(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Answer {
    experimental(&headers)?;
    if headers.get("x-atlassian-token").is_none_or(|value| value != "no-check") {
        return Err(refusal(403, "XSRF check failed"));
    }
    let mut files = Vec::new();
    let broken = |_| refusal(400, "The request body is not a form.");
    while let Some(part) = form.next_field().await.map_err(broken)? {
        if part.name() != Some("file") {
            continue;
        }
        let name = part.file_name().unwrap_or("unnamed").to_owned();
        let kind = part.content_type().unwrap_or("application/octet-stream").to_owned();
        files.push(File { name, kind, bytes: part.bytes().await.map_err(broken)?.to_vec() });
    }
    if files.is_empty() {
        return Err(refusal(400, "No files were attached."));
    }
    let mut data = app.write();
    desk::visible(&data, caller, &id)?;
    let mut shown = Vec::new();
    for file in files {
        let id = format!("temp{}", data.desks.next());
        shown.push(json!({"temporaryAttachmentId": id, "fileName": file.name}));
        data.desks.temporary.insert(id, file);
    }
    Ok(reply::json(201, &json!({"temporaryAttachments": shown})))
}

/// `GET /rest/servicedeskapi/request/{issueIdOrKey}/attachment`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let files = found(&data, place)?.files.clone();
    reply::ok(&shown(&data, place, &files, &app.origin, &params))
}

/// `POST /rest/servicedeskapi/request/{issueIdOrKey}/attachment`
pub(super) async fn attach(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    bytes: Bytes,
) -> Answer {
    let body = super::body(&bytes)?;
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    let ids = body.get("temporaryAttachmentIds").and_then(Value::as_array).cloned().unwrap_or_default();
    if ids.is_empty() {
        return Err(refusal(400, "At least one temporary attachment must be named."));
    }
    let new = keep(&mut data, place, &ids)?;
    let public = body.get("public").and_then(Value::as_bool).unwrap_or(true);
    let text = body.get("additionalComment").and_then(|comment| comment.get("body")).and_then(Value::as_str);
    let comment = comment::add(&mut data, place, text.unwrap_or(""), public)?;
    let attachments = shown(&data, place, &new, &app.origin, &Params::default());
    let comment = comment::render(&data, place, &comment, &app.origin);
    Ok(reply::json(201, &json!({"comment": comment, "attachments": attachments})))
}

/// Temporary files become those of a request; answers their ids.
pub(super) fn keep(data: &mut Data, place: usize, temporary: &[Value]) -> Result<Vec<String>, Refusal> {
    let mut ids = Vec::new();
    for id in temporary.iter().filter_map(Value::as_str) {
        let file = data.desks.temporary.remove(id);
        let File { name, kind, bytes } =
            file.ok_or_else(|| refusal(400, &format!("The temporary attachment '{id}' does not exist.")))?;
        ids.push(data.attach(Attachment { issue: place, name, kind, bytes, created: time::now() }));
    }
    found_mut(data, place)?.files.extend(ids.iter().cloned());
    Ok(ids)
}

fn shown(data: &Data, place: usize, ids: &[String], origin: &str, params: &Params) -> Value {
    let author = show::own_account(data);
    let one = |id: &String| {
        let file = data.attachment(id)?;
        let link = format!("{origin}/rest/servicedeskapi/request/{}/attachment/{id}", issue_id(place));
        Some(json!({
            "filename": file.name,
            "author": show::person(data, origin, &author),
            "created": show::date(file.created),
            "size": file.bytes.len(),
            "mimeType": file.kind,
            "_links": {
                "self": link,
                "jiraRest": format!("{origin}/rest/api/2/attachment/{id}"),
                "content": link,
            },
        }))
    };
    let all: Vec<Value> = ids.iter().filter_map(one).collect();
    page(params, origin, &format!("request/{}/attachment", issue_id(place)), &all)
}
