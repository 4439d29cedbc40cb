//! People.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::Caller;
use crate::jira::render;
use crate::params::Params;
use crate::reply::{self, Answer, jira, put};

/// `GET /rest/api/3/user/search`: by the beginning of a word of a name, or of an address.
pub(super) async fn search(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    params: Params,
) -> Answer {
    let Some(query) = params.first("query").or_else(|| params.first("accountId")) else {
        return Err(jira(400, "The query parameter is required."));
    };
    let query = query.to_lowercase();
    let data = app.read();
    let begins = |text: &str| text.to_lowercase().starts_with(&query);
    let fits = |user: &crate::seed::User| {
        user.account_id == query || begins(&user.name) || begins(&user.email) || user.name.split(' ').any(begins)
    };
    let found = (0_u8..).zip(&data.seed.user).filter(|(_, user)| caller != Caller::Guest && fits(user));
    let start = params.number("startAt", 0, 0, usize::MAX);
    let length = params.number("maxResults", 50, 1, 1000);
    reply::ok(&found.skip(start).take(length).map(|(place, _)| render::user(&data, &app.origin, place)).collect())
}

/// `GET /rest/api/3/user`
pub(super) async fn get(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, params: Params) -> Answer {
    let data = app.read();
    let account = params.first("accountId").unwrap_or("");
    let found = data.user_by_account(account).filter(|_| caller != Caller::Guest);
    let place =
        found.ok_or_else(|| jira(404, "Specified user does not exist or you do not have required permissions"))?;
    let mut shown = render::user(&data, &app.origin, place);
    let email = &data.user(place).email;
    let groups: Vec<Value> = data
        .lists
        .groups
        .iter()
        .filter(|group| group.members.contains(email))
        .map(|group| group.json(&app.origin))
        .collect();
    put(&mut shown, "groups", json!({"size": groups.len(), "items": groups}));
    put(&mut shown, "applicationRoles", json!({"size": 1, "items": []}));
    put(&mut shown, "expand", json!("groups,applicationRoles"));
    reply::ok(&shown)
}
