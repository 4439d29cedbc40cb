//! Searching with CQL, in v1.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use serde_json::{Value, json};

use super::store::{Content, Status};
use super::{cql, list, v1};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, put};
use crate::state::Data;
use crate::time;

/// More than that a page has not, whatever is asked for.
const LARGEST_PAGE: usize = 50;

/// `GET /wiki/rest/api/content/search`
pub(crate) async fn content(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    params: Params,
) -> Answer {
    let data = app.read();
    let found = found(&data, caller, &params)?;
    let expand = params.list("expand");
    page(&app, &params, "/rest/api/content/search", found.len(), |place| {
        found.get(place).map(|content| v1::content(&data, &app.origin, content, &expand))
    })
}

/// `GET /wiki/rest/api/search`
pub(crate) async fn everything(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    params: Params,
) -> Answer {
    let data = app.read();
    let found = found(&data, caller, &params)?;
    let expand = ["space".to_owned()];
    page(&app, &params, "/rest/api/search", found.len(), |place| {
        let content = found.get(place)?;
        let shown = v1::content(&data, &app.origin, content, &expand);
        let space = data.confluence.space(&content.space)?;
        Some(json!({
            "title": content.title(),
            "excerpt": content.now().body.text().chars().take(160).collect::<String>(),
            "url": shown.pointer("/_links/webui"),
            "content": shown,
            "resultGlobalContainer": {"title": space.name, "displayUrl": format!("/spaces/{}", space.key)},
            "breadcrumbs": [],
            "entityType": "content",
            "iconCssClass": "aui-icon content-type-page",
            "lastModified": time::confluence(content.now().created),
            "friendlyLastModified": "",
            "score": 0.0,
        }))
    })
}

/// `GET /wiki/rest/api/search/user`: `user.fullname ~ "…"` and `user.accountid = "…"`.
pub(crate) async fn users(State(app): State<Arc<App>>, params: Params) -> Answer {
    let data = app.read();
    let test = cql::person(params.first("cql").unwrap_or_default()).map_err(|why| v1::error(400, &why))?;
    let found: Vec<_> = data.seed.user.iter().filter(|user| test.fits(&user.name, &user.account_id)).collect();
    page(&app, &params, "/rest/api/search/user", found.len(), |place| {
        let user = found.get(place)?;
        Some(json!({
            "user": v1::user(user),
            "title": user.name,
            "excerpt": "",
            "url": format!("/people/{}", user.account_id),
            "breadcrumbs": [],
            "entityType": "user",
            "iconCssClass": "",
            "lastModified": "2026-01-02T03:04:05.000Z",
            "friendlyLastModified": "",
            "score": 0.0,
        }))
    })
}

fn found<'a>(data: &'a Data, caller: Caller, params: &Params) -> Result<Vec<&'a Content>, Refusal> {
    let text = params.first("cql").ok_or_else(|| v1::error(400, "The parameter `cql` is missing"))?;
    let query = cql::Query::read(text).map_err(|why| v1::error(400, &format!("Could not parse cql : {why}")))?;
    let all = data.confluence.contents.iter();
    let mut found: Vec<&Content> = all
        .filter(|content| caller == Caller::Dev && content.status == Status::Current && query.fits(data, content))
        .collect();
    query.sort(&mut found);
    Ok(found)
}

/// A page of results, by a cursor or by a start.
fn page(app: &App, params: &Params, path: &str, count: usize, show: impl Fn(usize) -> Option<Value>) -> Answer {
    let start = match params.first("cursor") {
        Some(cursor) => list::offset(cursor).ok_or_else(|| v1::error(400, "The cursor is wrong"))?,
        None => params.number("start", 0, 0, usize::MAX),
    };
    let limit = params.number("limit", 25, 1, LARGEST_PAGE);
    let end = (start + limit).min(count);
    let results: Vec<Value> = (start..end).filter_map(show).collect();
    let mut links = json!({"base": format!("{}/wiki", app.origin), "context": "/wiki", "self": app.origin});
    if end < count {
        put(&mut links, "next", json!(list::next_link(params, path, &["cql", "expand"], limit, end)));
    }
    reply::ok(&json!({
        "results": results,
        "start": start,
        "limit": limit,
        "size": results.len(),
        "totalSize": count,
        "cqlQuery": params.first("cql"),
        "searchDuration": 1,
        "_links": links,
    }))
}
