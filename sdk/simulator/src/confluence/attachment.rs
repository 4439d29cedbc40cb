//! Files at pages and blog posts: listed and downloaded. Their content lies in storage at another address, as in the
//! cloud.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{OriginalUri, Path, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::Response;
use serde_json::{Value, json};

use super::content::{find, kind};
use super::list::{self, among};
use super::store::{Attachment, Kind};
use super::{missing, v1};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, put};
use crate::state::{DEV, Data};
use crate::time;

/// What the signature of every content is; the real ones expire.
const SIGNATURE: &str = "storage-signature-EXAMPLE";

/// `GET /wiki/api/v2/{pages,blogposts}/{id}/attachments`
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let store = &data.confluence;
    find(store, caller, &id, kind(&uri))?;
    let found: Vec<&Attachment> = store
        .attachments
        .iter()
        .filter(|file| file.content == id && !file.is_trashed)
        .filter(|file| params.first("filename").is_none_or(|name| file.name == name))
        .filter(|file| among(&params, "mediaType", &file.kind))
        .collect();
    let filters = ["filename", "mediaType"];
    list::answer(&app, &params, uri.path(), &filters, &found, |file| render(&data, &app.origin, file))
}

/// `GET /wiki/api/v2/attachments/{id}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let data = app.read();
    let found = data.confluence.attachment(&id).filter(|file| caller == Caller::Dev && !file.is_trashed);
    reply::ok(&render(&data, &app.origin, found.ok_or_else(missing)?))
}

/// `GET /wiki/rest/api/content/{id}/child/attachment/{attachment}/download`: the way to storage.
pub(crate) async fn download(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((id, attachment)): Path<(String, String)>,
) -> Answer {
    let data = app.read();
    v1::find(&data.confluence, caller, &id)?;
    let found = data.confluence.attachment(&attachment).filter(|file| file.content == id && !file.is_trashed);
    let file = found.ok_or_else(|| v1::no_content(&attachment))?;
    let origin = app.origin.replacen("127.0.0.1", "localhost", 1);
    let there = format!("{origin}/_storage/wiki/{}?signature={SIGNATURE}", file.id);
    Ok(reply::with_header(reply::empty(302), "location", &there))
}

/// `GET /_storage/wiki/{id}`: what the signature opens.
pub(crate) async fn stored(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    params: Params,
    headers: HeaderMap,
) -> Response {
    if headers.contains_key(AUTHORIZATION) {
        return reply::text(400, "Only one auth mechanism allowed");
    }
    if params.first("signature") != Some(SIGNATURE) {
        return reply::text(403, "The request signature does not match");
    }
    match app.read().confluence.attachment(&id) {
        Some(file) => reply::with_header(reply::bytes(file.bytes.clone()), "content-type", &file.kind),
        None => reply::text(404, "The specified key does not exist."),
    }
}

/// As v2 shows it.
fn render(data: &Data, origin: &str, file: &Attachment) -> Value {
    let mut shown = json!({
        "id": file.id,
        "status": if file.is_trashed { "trashed" } else { "current" },
        "title": file.name,
        "createdAt": time::confluence(file.created),
        "mediaType": file.kind,
        "mediaTypeDescription": "File",
        "comment": file.comment,
        "fileId": format!("00000000-0000-4000-8000-{:0>12}", file.id.trim_start_matches("att")),
        "fileSize": file.bytes.len(),
        "webuiLink": format!("/pages/viewpageattachments.action?pageId={}", file.content),
        "downloadLink": format!("/download/attachments/{}/{}", file.content, file.id),
        "version": {
            "createdAt": time::confluence(file.created),
            "message": file.comment,
            "number": file.version,
            "minorEdit": false,
            "authorId": data.user(DEV).account_id,
        },
        "_links": {"webui": format!("/pages/viewpageattachments.action?pageId={}", file.content), "base": origin},
    });
    let is_blog = data.confluence.content(&file.content).is_some_and(|content| content.kind == Kind::Blog);
    put(&mut shown, if is_blog { "blogPostId" } else { "pageId" }, json!(file.content));
    shown
}
