//! Labels of pages and blog posts: read in v2, changed in v1.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::content::{find, kind};
use super::list::{self, among};
use super::store::Label;
use super::v1;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer};

/// `GET /wiki/api/v2/{pages,blogposts}/{id}/labels`
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let content = find(&data.confluence, caller, &id, kind(&uri))?;
    let found: Vec<&Label> = content.labels.iter().filter(|label| among(&params, "prefix", &label.prefix)).collect();
    list::answer(&app, &params, uri.path(), &["prefix"], &found, |label| render(label))
}

#[derive(Debug, Deserialize)]
struct New {
    prefix: String,
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    More(Vec<New>),
    One(New),
}

/// `POST /wiki/rest/api/content/{id}/label`
pub(crate) async fn add(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    let new = match v1::read(&bytes)? {
        OneOrMore::More(labels) => labels,
        OneOrMore::One(label) => vec![label],
    };
    let bad = new.iter().find(|label| label.name.is_empty() || label.name.contains(char::is_whitespace));
    if let Some(label) = bad {
        return Err(v1::error(400, &format!("The label `{}` contains characters that are not allowed", label.name)));
    }
    let mut data = app.write();
    let store = &mut data.confluence;
    v1::find(store, caller, &id)?;
    for New { prefix, name } in new {
        let label = store.label(&prefix, &name.to_lowercase());
        let Some(content) = store.content_mut(&id) else { continue };
        if !content.labels.iter().any(|old| old.id == label.id) {
            content.labels.push(label);
        }
    }
    let labels: Vec<Value> = v1::find(store, caller, &id)?.labels.iter().map(in_v1).collect();
    reply::ok(&json!({"results": labels, "start": 0, "limit": 200, "size": labels.len(), "_links": {}}))
}

/// `DELETE /wiki/rest/api/content/{id}/label?name=`
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let mut data = app.write();
    let store = &mut data.confluence;
    v1::find(store, caller, &id)?;
    let name = params.first("name").unwrap_or_default().to_lowercase();
    if let Some(content) = store.content_mut(&id) {
        content.labels.retain(|label| label.name != name);
    }
    Ok(reply::empty(204))
}

/// As v2 shows it.
pub(super) fn render(label: &Label) -> Value {
    json!({"id": label.id.to_string(), "name": label.name, "prefix": label.prefix})
}

/// As v1 shows it.
pub(super) fn in_v1(label: &Label) -> Value {
    json!({"prefix": label.prefix, "name": label.name, "id": label.id.to_string(), "label": label.name})
}
