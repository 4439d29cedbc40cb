//! Pages: read and listed.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::error;
use super::list::{self, among};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, put};
use crate::state::{DEV, Data, Page};
use crate::{adf, storage, time};

/// `GET /wiki/api/v2/pages/{id}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let place = find(&data, caller, &id)?;
    let page = data.pages.get(place).ok_or_else(missing)?;
    reply::ok(&render(&data, &app.origin, page, params.first("body-format")))
}

/// `GET /wiki/api/v2/pages`
pub(crate) async fn list(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, params: Params) -> Answer {
    for name in ["id", "space-id"] {
        params.list(name).iter().try_for_each(|id| number(name, id).map(drop))?;
    }
    let data = app.read();
    let found: Vec<&Page> = data.pages.iter().filter(|page| caller != Caller::Guest && fits(page, &params)).collect();
    let filters = ["id", "space-id", "title", "status", "body-format"];
    let format = params.first("body-format");
    list::answer(&app, &params, "/wiki/api/v2/pages", &filters, &found, |page| render(&data, &app.origin, page, format))
}

fn fits(page: &Page, params: &Params) -> bool {
    let title = params.first("title").is_none_or(|title| page.title == title);
    title
        && among(params, "id", &page.id)
        && among(params, "space-id", &page.space)
        && among(params, "status", "current")
}

/// The place of a page that the caller may see.
pub(super) fn find(data: &Data, caller: Caller, id: &str) -> Result<usize, Refusal> {
    number("id", id)?;
    let place = data.pages.iter().position(|page| page.id == id);
    place.filter(|_| caller == Caller::Dev).ok_or_else(missing)
}

pub(super) fn missing() -> Refusal {
    error(404, "NOT_FOUND", "Not Found")
}

fn number(name: &str, text: &str) -> Result<i64, Refusal> {
    let wrong = format!("Provided value {{{text}}} for '{name}' is not the correct type. Expected type is long");
    text.parse().map_err(|_| error(400, "INVALID_REQUEST_PARAMETER", &wrong))
}

/// A page as v2 shows it, with its body in the format that was asked for.
pub(super) fn render(data: &Data, origin: &str, page: &Page, format: Option<&str>) -> Value {
    let author = &data.user(DEV).account_id;
    let space = data.seed.space.iter().find(|space| space.id == page.space).map_or("", |space| space.key.as_str());
    let mut shown = json!({
        "id": page.id,
        "status": "current",
        "title": page.title,
        "spaceId": page.space,
        "position": 1,
        "authorId": author,
        "ownerId": author,
        "lastOwnerId": null,
        "createdAt": time::confluence(page.created),
        "version": {
            "createdAt": time::confluence(page.updated),
            "message": page.message,
            "number": page.version,
            "minorEdit": false,
            "authorId": author,
        },
        "body": body(page, format),
        "_links": {
            "webui": format!("/spaces/{space}/pages/{}", page.id),
            "editui": format!("/pages/resumedraft.action?draftId={}", page.id),
            "tinyui": format!("/x/{}", page.id),
            "base": format!("{origin}/wiki"),
        },
    });
    if let Some(parent) = &page.parent {
        put(&mut shown, "parentId", json!(parent));
        put(&mut shown, "parentType", json!("page"));
    }
    shown
}

/// The body in the one representation that was asked for; none without.
fn body(page: &Page, format: Option<&str>) -> Value {
    let mut body = Map::new();
    if let Some(format) = format {
        let value = match format {
            "atlas_doc_format" => adf::from_text(&storage::to_text(&page.body)).to_string(),
            _ => page.body.clone(),
        };
        body.insert(format.to_owned(), json!({"representation": format, "value": value}));
    }
    Value::Object(body)
}
