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

/// `GET /rest/api/3/user/search`: by the beginning of a word of a name, or of an address. Customers without an Atlassian
/// account are among them, last, for whoever may browse people.
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
    let fits = |account: &str, name: &str, email: &str| {
        account == query || begins(name) || begins(email) || name.split(' ').any(begins)
    };
    let users = (0_u8..).zip(&data.seed.user).filter(|(_, user)| fits(&user.account_id, &user.name, &user.email));
    let users = users.map(|(place, _)| render::user(&data, &app.origin, place));
    let customers = data.desks.people.iter().filter(|one| fits(&one.account, &one.name, &one.email));
    let customers = customers.map(|one| render::customer(&app.origin, &one.account, &one.name, &one.email));
    let found = users.chain(customers).filter(|_| caller != Caller::Guest);
    let start = params.number("startAt", 0, 0, usize::MAX);
    let length = params.number("maxResults", 50, 1, 1000);
    reply::ok(&found.skip(start).take(length).collect())
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
