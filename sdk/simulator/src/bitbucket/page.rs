//! Bitbucket's pages: numbered, with an absolute link to the next.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::query;
use crate::params::Params;
use crate::reply::{self, Answer, put};

/// A page of `values`; `path` is the listing's own.
pub(crate) fn of(values: &[Value], params: &Params, origin: &str, path: &str) -> Value {
    let length = params.number("pagelen", 10, 1, 100);
    let page = params.number("page", 1, 1, usize::MAX / 1000);
    let start = (page - 1) * length;
    let shown: Vec<&Value> = values.iter().skip(start).take(length).collect();
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let others = params.iter().filter(|(name, _)| !["page", "pagelen"].contains(name));
    let others: String = others.map(|(name, value)| format!("&{}={}", encode(name), encode(value))).collect();
    let link = |page: usize| format!("{origin}{path}?pagelen={length}&page={page}{others}");
    let mut body = json!({"values": shown, "pagelen": length, "size": values.len(), "page": page});
    if start + length < values.len() {
        put(&mut body, "next", json!(link(page + 1)));
    }
    if page > 1 {
        put(&mut body, "previous", json!(link(page - 1)));
    }
    body
}

/// The answer of a listing that knows `q` and `sort`.
pub(crate) fn answer(values: Vec<Value>, params: &Params, origin: &str, path: &str) -> Answer {
    reply::ok(&of(&query::select(values, params)?, params, origin, path))
}
