//! Pages.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::error;
use crate::adf;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, put};
use crate::seed::Page;
use crate::state::DEV;
use crate::time;

/// All pages of the seed were written then: 2026-01-02T03:04:05Z.
const WRITTEN: time::Millis = 1_767_323_045_000;

/// `GET /wiki/api/v2/pages/{id}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    if id.parse::<i64>().is_err() {
        let title = format!("Provided value {{{id}}} for 'id' is not the correct type. Expected type is long");
        return Err(error(400, "INVALID_REQUEST_PARAMETER", &title));
    }
    let data = app.read();
    let page = data.seed.page.iter().find(|page| page.id == id).filter(|_| caller == Caller::Dev);
    let page = page.ok_or_else(|| error(404, "NOT_FOUND", "Not Found"))?;
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
        "createdAt": time::confluence(WRITTEN),
        "version": {
            "createdAt": time::confluence(WRITTEN),
            "message": "",
            "number": 1,
            "minorEdit": false,
            "authorId": author,
        },
        "body": body(page, params.first("body-format")),
        "_links": {
            "webui": format!("/spaces/{space}/pages/{}", page.id),
            "editui": format!("/pages/resumedraft.action?draftId={}", page.id),
            "tinyui": format!("/x/{}", page.id),
            "base": format!("{}/wiki", app.origin),
        },
    });
    if let Some(parent) = &page.parent {
        put(&mut shown, "parentId", json!(parent));
        put(&mut shown, "parentType", json!("page"));
    }
    reply::ok(&shown)
}

/// The body in the one representation that was asked for; none without.
fn body(page: &Page, format: Option<&str>) -> Value {
    let mut body = Map::new();
    if let Some(format) = format {
        let value = match format {
            "atlas_doc_format" => adf::from_text(&page.text).to_string(),
            _ => format!("<p>{}</p>", escape(&page.text)),
        };
        body.insert(format.to_owned(), json!({"representation": format, "value": value}));
    }
    Value::Object(body)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
