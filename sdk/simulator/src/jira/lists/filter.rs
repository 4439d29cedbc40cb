//! Saved filters.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::page;
use crate::app::App;
use crate::auth::Caller;
use crate::jira::render;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira};
use crate::state::{DEV, Data};
use crate::{jql, time};

/// Id of the first filter that is made.
const FIRST: u64 = 10_100;

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Filter {
    id: String,
    name: String,
    description: String,
    jql: String,
    owner: String,
    favourite: bool,
}

/// `GET /rest/api/3/filter/search`
pub(super) async fn search(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    params: Params,
) -> Answer {
    let data = app.read();
    let name = params.first("filterName").unwrap_or("").to_lowercase();
    let owner = params.first("accountId");
    let owned = |filter: &Filter| owner.is_none_or(|owner| account(&data, filter).as_deref() == Some(owner));
    let fits =
        |filter: &&Filter| caller != Caller::Guest && filter.name.to_lowercase().contains(&name) && owned(filter);
    let mut found: Vec<&Filter> = data.lists.filters.iter().filter(fits).collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    let all: Vec<Value> = found.into_iter().map(|filter| render(&data, filter, &app.origin)).collect();
    page(&params, &app.origin, "filter/search", &all)
}

/// `GET /rest/api/3/filter/favourite`
pub(super) async fn favourites(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>) -> Answer {
    let data = app.read();
    let found = data.lists.filters.iter().filter(|filter| caller != Caller::Guest && filter.favourite);
    reply::ok(&found.map(|filter| render(&data, filter, &app.origin)).collect())
}

/// `GET /rest/api/3/filter/{id}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let data = app.read();
    reply::ok(&render(&data, find(&data, caller, &id)?, &app.origin))
}

/// `POST /rest/api/3/filter`
pub(super) async fn create(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let body = crate::jira::body(&bytes)?;
    let mut data = app.write();
    let id = data.lists.filters.iter().filter_map(|filter| filter.id.parse::<u64>().ok()).max().unwrap_or(0);
    let new = Filter {
        id: (id + 1).max(FIRST).to_string(),
        name: String::new(),
        description: String::new(),
        jql: String::new(),
        owner: data.user(DEV).email.clone(),
        favourite: body.get("favourite").and_then(Value::as_bool).unwrap_or(false),
    };
    let filter = changed(&data, caller, &new, &body)?;
    data.lists.filters.push(filter.clone());
    reply::ok(&render(&data, &filter, &app.origin))
}

/// `PUT /rest/api/3/filter/{id}`
pub(super) async fn update(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    let body = crate::jira::body(&bytes)?;
    let mut data = app.write();
    let filter = changed(&data, caller, find(&data, caller, &id)?, &body)?;
    replace(&mut data, &filter);
    reply::ok(&render(&data, &filter, &app.origin))
}

/// `DELETE /rest/api/3/filter/{id}`
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let mut data = app.write();
    let id = find(&data, caller, &id)?.id.clone();
    data.lists.filters.retain(|filter| filter.id != id);
    Ok(reply::empty(204))
}

/// `PUT /rest/api/3/filter/{id}/favourite`
pub(super) async fn favourite(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    mark(&app, caller, &id, true)
}

/// `DELETE /rest/api/3/filter/{id}/favourite`
pub(super) async fn unfavourite(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    mark(&app, caller, &id, false)
}

fn mark(app: &App, caller: Caller, id: &str, favourite: bool) -> Answer {
    let mut data = app.write();
    let filter = Filter { favourite, ..find(&data, caller, id)?.clone() };
    replace(&mut data, &filter);
    reply::ok(&render(&data, &filter, &app.origin))
}

fn replace(data: &mut Data, filter: &Filter) {
    if let Some(own) = data.lists.filters.iter_mut().find(|own| own.id == filter.id) {
        *own = filter.clone();
    }
}

/// A filter with what a body says.
fn changed(data: &Data, caller: Caller, old: &Filter, body: &Map<String, Value>) -> Result<Filter, Refusal> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut new = old.clone();
    new.name = text("name")
        .filter(|name| !name.is_empty())
        .ok_or_else(|| refusal("filterName", "You must specify a name to save this filter as."))?;
    let taken = |other: &Filter| other.id != new.id && other.owner == new.owner && other.name == new.name;
    if data.lists.filters.iter().any(taken) {
        return Err(refusal("filterName", "Filter with same name already exists."));
    }
    new.jql = text("jql").unwrap_or(new.jql);
    let query = jql::parse(&new.jql).map_err(|message| jira(400, &message))?;
    if query.filter.is_some() {
        jql::compile(&query, data, caller, time::now()).map_err(|message| jira(400, &message))?;
    }
    new.description = text("description").unwrap_or(new.description);
    Ok(new)
}

fn refusal(field: &str, sentence: &str) -> Refusal {
    Refusal { status: 400, body: json!({"errorMessages": [], "errors": {field: sentence}}) }
}

fn find<'a>(data: &'a Data, caller: Caller, id: &str) -> Result<&'a Filter, Refusal> {
    let found = data.lists.filters.iter().find(|filter| filter.id == id && caller != Caller::Guest);
    found.ok_or_else(|| {
        jira(
            404,
            "The selected filter is not available to you, perhaps it has been deleted or had its permissions changed.",
        )
    })
}

fn account(data: &Data, filter: &Filter) -> Option<String> {
    data.seed.user.iter().find(|user| user.email == filter.owner).map(|user| user.account_id.clone())
}

fn render(data: &Data, filter: &Filter, origin: &str) -> Value {
    let owner = account(data, filter).and_then(|account| data.user_by_account(&account));
    json!({
        "self": format!("{origin}/rest/api/3/filter/{}", filter.id),
        "id": filter.id,
        "name": filter.name,
        "description": filter.description,
        "owner": owner.map(|owner| render::user(data, origin, owner)),
        "jql": filter.jql,
        "viewUrl": format!("{origin}/issues/?filter={}", filter.id),
        "searchUrl": format!("{origin}/rest/api/3/search/jql"),
        "favourite": filter.favourite,
        "favouritedCount": u8::from(filter.favourite),
        "sharePermissions": [],
    })
}
