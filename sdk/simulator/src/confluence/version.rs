//! Older versions of pages and blog posts.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::content::{find, kind};
use super::store::{Kind, Version};
use super::{body, list, missing, number, v1};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, put};
use crate::state::DEV;
use crate::time;

/// `GET /wiki/api/v2/{pages,blogposts}/{id}/versions`: the newest first.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let content = find(&data.confluence, caller, &id, kind(&uri))?;
    let author = &data.user(DEV).account_id;
    let mut found: Vec<&Version> = content.versions().iter().rev().collect();
    if params.first("sort") == Some("modified-date") {
        found.reverse();
    }
    let format = params.first("body-format");
    list::answer(&app, &params, uri.path(), &["body-format", "sort"], &found, |version| {
        let mut shown = render(version, author);
        let of = json!({"id": content.id, "title": version.title, "body": body::shown(&version.body, format)});
        put(&mut shown, if content.kind == Kind::Blog { "blogpost" } else { "page" }, of);
        shown
    })
}

/// `GET /wiki/api/v2/{pages,blogposts}/{id}/versions/{number}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    Path((id, wanted)): Path<(String, String)>,
) -> Answer {
    let data = app.read();
    let content = find(&data.confluence, caller, &id, kind(&uri))?;
    let wanted = u32::try_from(number("version-number", &wanted)?).map_err(|_| missing())?;
    let version = content.version(wanted).ok_or_else(missing)?;
    let author = &data.user(DEV).account_id;
    let mut shown = render(version, author);
    put(&mut shown, "contentTypeModified", json!(false));
    put(&mut shown, "collaborators", json!([author]));
    if wanted > 1 {
        put(&mut shown, "prevVersion", json!(wanted - 1));
    }
    if wanted < content.now().number {
        put(&mut shown, "nextVersion", json!(wanted + 1));
    }
    reply::ok(&shown)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Restore {
    operation_key: String,
    params: Which,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Which {
    version_number: u32,
    message: String,
    #[serde(default)]
    restore_title: bool,
}

/// `POST /wiki/rest/api/content/{id}/version`: an old version becomes the newest.
pub(crate) async fn restore(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    let Restore { operation_key, params } = v1::read(&bytes)?;
    if operation_key != "restore" {
        return Err(v1::error(400, "The operation must be `restore`"));
    }
    let mut data = app.write();
    let author = v1::user(data.user(DEV));
    let content = v1::find(&data.confluence, caller, &id)?;
    let old = content.version(params.version_number).cloned();
    let old = old.ok_or_else(|| v1::error(400, &format!("There is no version {}", params.version_number)))?;
    let title = if params.restore_title { old.title } else { content.title().to_owned() };
    let content = data.confluence.content_mut(&id).ok_or_else(|| v1::no_content(&id))?;
    content.write(title, old.body, params.message);
    reply::ok(&json!({
        "by": author,
        "when": time::confluence(content.now().created),
        "message": content.now().message,
        "number": content.now().number,
        "minorEdit": false,
        "_expandable": {"content": format!("/rest/api/content/{id}")},
        "_links": {},
    }))
}

/// A version as v2 shows it.
pub(super) fn render(version: &Version, author: &str) -> Value {
    json!({
        "createdAt": time::confluence(version.created),
        "message": version.message,
        "number": version.number,
        "minorEdit": false,
        "authorId": author,
    })
}
