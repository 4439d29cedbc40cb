//! Spaces.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::{Value, json};

use super::error;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, put};
use crate::seed::Space;
use crate::state::DEV;

/// `GET /wiki/api/v2/spaces`
pub(crate) async fn list(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, params: Params) -> Answer {
    let data = app.read();
    let author = &data.user(DEV).account_id;
    let found: Vec<&Space> =
        data.seed.space.iter().filter(|space| caller != Caller::Guest && fits(space, &params)).collect();
    let start = match params.first("cursor") {
        Some(cursor) => offset(cursor).ok_or_else(|| error(400, "INVALID_REQUEST_PARAMETER", "Invalid cursor"))?,
        None => 0,
    };
    let limit = params.number("limit", 25, 1, 250);
    let results: Vec<Value> = found.iter().skip(start).take(limit).map(|space| render(space, author)).collect();
    let mut links = json!({"base": format!("{}/wiki", app.origin)});
    let next = (start + limit < found.len()).then(|| next_link(&params, limit, start + limit));
    if let Some(next) = &next {
        put(&mut links, "next", json!(next));
    }
    let answer = reply::json(200, &json!({"results": results, "_links": links}));
    Ok(with_link(answer, next.as_deref()))
}

fn with_link(answer: Response, next: Option<&str>) -> Response {
    match next {
        Some(next) => reply::with_header(answer, "link", &format!("<{next}>; rel=\"next\"")),
        None => answer,
    }
}

/// The next page's path and query: relative to the site, with the filters of this one.
fn next_link(params: &Params, limit: usize, offset: usize) -> String {
    let filters = ["keys", "ids", "type", "status"].into_iter().filter_map(|name| {
        let values = params.list(name);
        (!values.is_empty()).then(|| format!("&{name}={}", values.join(",")))
    });
    let filters: String = filters.collect();
    format!("/wiki/api/v2/spaces?limit={limit}{filters}&cursor={}", cursor(offset))
}

fn cursor(offset: usize) -> String {
    STANDARD_NO_PAD.encode(json!({"offset": offset}).to_string())
}

fn offset(cursor: &str) -> Option<usize> {
    let bytes = STANDARD_NO_PAD.decode(cursor).ok()?;
    let value: Value = serde_json::from_slice(&bytes).ok()?;
    usize::try_from(value.get("offset")?.as_u64()?).ok()
}

fn fits(space: &Space, params: &Params) -> bool {
    let among = |name: &str, value: &str| {
        let list = params.list(name);
        list.is_empty() || list.iter().any(|item| item == value)
    };
    among("keys", &space.key) && among("ids", &space.id) && among("type", &space.kind) && among("status", &space.status)
}

fn render(space: &Space, author: &str) -> Value {
    json!({
        "id": space.id,
        "key": space.key,
        "name": space.name,
        "type": space.kind,
        "status": space.status,
        "authorId": author,
        "spaceOwnerId": author,
        "currentActiveAlias": space.key,
        "createdAt": "2024-01-02T03:04:05.000Z",
        "homepageId": space.homepage,
        "_links": {"webui": format!("/spaces/{}", space.key)},
    })
}

#[cfg(test)]
mod tests {
    use super::{cursor, offset};

    #[test]
    fn a_cursor_is_read_back_and_nonsense_is_not() {
        assert_eq!(offset(&cursor(250)), Some(250));
        for wrong in ["", "x", "e30", "!!"] {
            assert_eq!(offset(wrong), None, "{wrong}");
        }
    }
}
