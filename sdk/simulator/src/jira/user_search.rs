//! People by a part of their name or address.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use serde_json::Value;

use super::render;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, jira};
use crate::state::position;

/// `GET /rest/api/3/user/search`
pub(crate) async fn search(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    params: Params,
) -> Answer {
    let data = app.read();
    let (query, account) = (params.first("query"), params.first("accountId"));
    if query.is_none() && account.is_none() {
        return Err(jira(400, "Either query, accountId or property must be provided."));
    }
    let query = query.unwrap_or("").to_lowercase();
    let fits = |user: &&crate::seed::User| match account {
        Some(account) => user.account_id == account,
        None => user.name.to_lowercase().contains(&query) || user.email.to_lowercase().starts_with(&query),
    };
    let (start, length) = (params.number("startAt", 0, 0, usize::MAX), params.number("maxResults", 50, 1, 1_000));
    let found = data.seed.user.iter().filter(|_| caller != Caller::Guest).filter(fits).skip(start).take(length);
    let places = found.filter_map(|user| position(&data.seed.user, |other| other.account_id == user.account_id));
    let shown: Vec<Value> = places.map(|place| render::user(&data, &app.origin, place)).collect();
    reply::ok(&Value::Array(shown))
}
