//! Listings of v2: a page at a time, by a cursor that stands in the body and in a header.

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::error;
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer, put};

/// The part of a listing that was asked for. `path` is the listing's own, `filters` the query that it goes on with.
pub(super) fn answer<T>(
    app: &App,
    params: &Params,
    path: &str,
    filters: &[&str],
    found: &[T],
    show: impl Fn(&T) -> Value,
) -> Answer {
    let start = match params.first("cursor") {
        Some(cursor) => offset(cursor).ok_or_else(|| error(400, "INVALID_REQUEST_PARAMETER", "Invalid cursor"))?,
        None => 0,
    };
    let limit = params.number("limit", 25, 1, 250);
    let results: Vec<Value> = found.iter().skip(start).take(limit).map(show).collect();
    let mut links = json!({"base": format!("{}/wiki", app.origin)});
    let next = (start + limit < found.len()).then(|| next_link(params, path, filters, limit, start + limit));
    if let Some(next) = &next {
        put(&mut links, "next", json!(next));
    }
    let answer = reply::json(200, &json!({"results": results, "_links": links}));
    Ok(with_link(answer, next.as_deref()))
}

/// Whether a value is among those that a filter names; a filter that is absent lets all through.
pub(super) fn among(params: &Params, name: &str, value: &str) -> bool {
    let list = params.list(name);
    list.is_empty() || list.iter().any(|item| item == value)
}

fn with_link(answer: Response, next: Option<&str>) -> Response {
    match next {
        Some(next) => reply::with_header(answer, "link", &format!("<{next}>; rel=\"next\"")),
        None => answer,
    }
}

/// The next page's path and query: relative to the site, with the filters of this one.
pub(super) fn next_link(params: &Params, path: &str, filters: &[&str], limit: usize, offset: usize) -> String {
    let filters = filters.iter().filter_map(|name| {
        let values: Vec<_> =
            params.list(name).iter().map(|value| utf8_percent_encode(value, NON_ALPHANUMERIC).to_string()).collect();
        (!values.is_empty()).then(|| format!("&{name}={}", values.join(",")))
    });
    let filters: String = filters.collect();
    format!("{path}?limit={limit}{filters}&cursor={}", cursor(offset))
}

fn cursor(offset: usize) -> String {
    STANDARD_NO_PAD.encode(json!({"offset": offset}).to_string())
}

pub(super) fn offset(cursor: &str) -> Option<usize> {
    let bytes = STANDARD_NO_PAD.decode(cursor).ok()?;
    let value: Value = serde_json::from_slice(&bytes).ok()?;
    usize::try_from(value.get("offset")?.as_u64()?).ok()
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
