//! Files at issues. Their content lies in storage of its own, as in the cloud: at another address, for whoever has the
//! signature, and for nobody who comes with credentials.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Multipart, Path, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::Response;
use serde_json::{Value, json};

use super::issue::visible;
use super::render;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira};
use crate::state::{Attachment, DEV, Data};
use crate::time;

/// What the signature of every content is; the real ones expire.
const SIGNATURE: &str = "storage-signature-EXAMPLE";

/// `POST /rest/api/3/issue/{issueIdOrKey}/attachments`
pub(crate) async fn add(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Answer {
    if headers.get("x-atlassian-token").is_none_or(|value| value != "no-check") {
        return Err(jira(403, "XSRF check failed"));
    }
    let mut files = Vec::new();
    let broken = |_| jira(400, "The request body is not a form.");
    while let Some(part) = form.next_field().await.map_err(broken)? {
        if part.name() != Some("file") {
            continue;
        }
        let name = part.file_name().unwrap_or("unnamed").to_owned();
        let kind = part.content_type().unwrap_or("application/octet-stream").to_owned();
        files.push((name, kind, part.bytes().await.map_err(broken)?.to_vec()));
    }
    if files.is_empty() {
        return Err(jira(400, "No files were attached."));
    }
    let mut data = app.write();
    let issue = visible(&data, caller, &key)?;
    let mut shown = Vec::new();
    for (name, kind, bytes) in files {
        let id = data.attach(Attachment { issue, name, kind, bytes, created: time::now() });
        shown.push(data.attachment(&id).map_or(Value::Null, |found| details(&data, &app.origin, &id, found)));
    }
    reply::ok(&Value::Array(shown))
}

/// `GET /rest/api/3/attachment/{id}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let data = app.read();
    let found = find(&data, caller, &id)?;
    let mut shown = details(&data, &app.origin, &id, found);
    // A number here, a text in lists: so the document has it.
    reply::put(&mut shown, "id", json!(id.parse::<u64>().unwrap_or(0)));
    reply::ok(&shown)
}

/// `DELETE /rest/api/3/attachment/{id}`
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let mut data = app.write();
    find(&data, caller, &id)?;
    data.detach(&id);
    Ok(reply::empty(204))
}

/// The files of an issue as the field `attachment`.
pub(super) fn of_issue(data: &Data, origin: &str, issue: usize) -> Value {
    data.attachments_of(issue).map(|(id, file)| details(data, origin, &id, file)).collect()
}

/// `GET /rest/api/3/attachment/content/{id}`: the way to storage.
pub(crate) async fn content(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    find(&app.read(), caller, &id)?;
    let there = format!("{}/_storage/{id}?signature={SIGNATURE}", app.origin.replacen("127.0.0.1", "localhost", 1));
    Ok(reply::with_header(reply::empty(303), "location", &there))
}

/// `GET /_storage/{id}`: what the signature opens.
pub(crate) async fn stored(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    params: Params,
    headers: HeaderMap,
) -> Response {
    if headers.contains_key(AUTHORIZATION) {
        return refused(400, "InvalidArgument", "Only one auth mechanism allowed");
    }
    if params.first("signature") != Some(SIGNATURE) {
        return refused(403, "SignatureDoesNotMatch", "The request signature does not match");
    }
    let data = app.read();
    match data.attachment(&id) {
        Some(found) => reply::with_header(reply::bytes(found.bytes.clone()), "content-type", &found.kind),
        None => refused(404, "NoSuchKey", "The specified key does not exist."),
    }
}

/// An error of the storage, in its XML.
fn refused(status: u16, code: &str, message: &str) -> Response {
    let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>");
    reply::with_header(reply::text(status, &body), "content-type", "application/xml")
}

fn find<'a>(data: &'a Data, caller: Caller, id: &str) -> Result<&'a Attachment, Refusal> {
    let found = data.attachment(id).filter(|found| caller == Caller::Dev && data.issue(found.issue).is_some());
    found.ok_or_else(|| jira(404, &format!("The attachment with id '{id}' does not exist")))
}

fn details(data: &Data, origin: &str, id: &str, found: &Attachment) -> Value {
    json!({
        "self": format!("{origin}/rest/api/3/attachment/{id}"),
        "id": id,
        "filename": found.name,
        "author": render::user(data, origin, DEV),
        "created": time::jira(found.created),
        "size": found.bytes.len(),
        "mimeType": found.kind,
        "content": format!("{origin}/rest/api/3/attachment/content/{id}"),
    })
}
