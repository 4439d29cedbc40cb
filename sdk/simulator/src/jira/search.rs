//! `search/jql`: pages by token, and the count of what a query finds.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::select::Selection;
use super::snapshot::{self, Snapshot};
use super::{payload, render};
use crate::app::App;
use crate::auth::Caller;
use crate::control::lock;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira, put};
use crate::state::Data;
use crate::{jql, time};

/// Issues on a page when nobody says how many.
const DEFAULT: usize = 50;
/// Longest page with fields.
const MOST: usize = 100;
/// Longest page of ids and keys alone.
const MOST_IDS: usize = 5_000;

/// The body of a search; what it does not have, Jira refuses.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Request {
    jql: String,
    next_page_token: Option<String>,
    max_results: Option<i64>,
    fields: Vec<String>,
    // Accepted and without effect here.
    #[serde(rename = "expand")]
    _expand: Option<String>,
    properties: Vec<String>,
    #[serde(rename = "fieldsByKeys")]
    _fields_by_keys: bool,
    #[serde(rename = "reconcileIssues")]
    _reconcile_issues: Vec<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Count {
    jql: String,
}

/// `GET /rest/api/3/search/jql`
pub(crate) async fn by_query(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    params: Params,
) -> Answer {
    let max_results = match params.first("maxResults") {
        Some(text) => Some(text.parse().map_err(|_| payload())?),
        None => None,
    };
    let request = Request {
        jql: params.first("jql").unwrap_or("").to_owned(),
        next_page_token: params.first("nextPageToken").map(str::to_owned),
        max_results,
        fields: params.list("fields"),
        properties: params.list("properties"),
        ..Request::default()
    };
    page(&app, caller, &request)
}

/// `POST /rest/api/3/search/jql`
pub(crate) async fn by_body(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let request = serde_json::from_value(Value::Object(super::body(&bytes)?)).map_err(|_| payload())?;
    page(&app, caller, &request)
}

/// `POST /rest/api/3/search/approximate-count`
pub(crate) async fn count(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let request: Count = serde_json::from_value(Value::Object(super::body(&bytes)?)).map_err(|_| payload())?;
    reply::ok(&json!({"count": search(&app, caller, &request.jql)?.places.len()}))
}

/// The search that Atlassian took away in 2025.
pub(crate) async fn removed() -> Refusal {
    jira(
        410,
        "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration \
         guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046",
    )
}

fn page(app: &App, caller: Caller, request: &Request) -> Answer {
    let selection = Selection::new(&request.fields, "id");
    let most = if selection.only_id_and_key() { MOST_IDS } else { MOST };
    let asked = request.max_results.and_then(|number| usize::try_from(number).ok()).filter(|number| *number > 0);
    let length = asked.unwrap_or(DEFAULT).min(most);
    let (snapshot, offset) = find(app, caller, request)?;

    let data = app.read();
    let places = snapshot.places.iter().skip(offset).take(length);
    // An issue that was deleted since the first page is left out.
    let found = places.filter_map(|place| data.issue(*place).map(|issue| (*place, issue)));
    let issues: Vec<Value> = found
        .map(|(place, issue)| {
            let mut issue = render::issue(&data, &app.origin, place, issue, &selection);
            if !request.properties.is_empty() {
                put(&mut issue, "properties", properties(&data, place, &request.properties));
            }
            issue
        })
        .collect();
    let next = offset + length;
    let is_last = next >= snapshot.places.len();
    let mut body = json!({"issues": issues});
    if !is_last {
        put(&mut body, "nextPageToken", json!(snapshot.token(next)));
    }
    put(&mut body, "isLast", json!(is_last));
    reply::ok(&body)
}

/// The properties of an issue that were asked for.
fn properties(data: &Data, place: usize, names: &[String]) -> Value {
    let value = |name: &String| Some((name.clone(), data.extras.properties.get(&(place, name.clone()))?.clone()));
    Value::Object(names.iter().filter_map(value).collect())
}

fn find(app: &App, caller: Caller, request: &Request) -> Result<(Arc<Snapshot>, usize), Refusal> {
    let Some(token) = request.next_page_token.as_deref().filter(|token| !token.is_empty()) else {
        return search(app, caller, &request.jql).map(|snapshot| (snapshot, 0));
    };
    let position = snapshot::read(token, &request.jql)
        .ok_or_else(|| jira(400, "The provided nextPageToken is invalid or belongs to another query."))?;
    let kept = lock(&app.snapshots).at(&position, &request.jql, caller);
    let snapshot = match kept {
        Some(snapshot) => snapshot,
        None => search(app, caller, &request.jql)?,
    };
    Ok((snapshot, position.offset))
}

fn search(app: &App, caller: Caller, text: &str) -> Result<Arc<Snapshot>, Refusal> {
    let data = app.read();
    if let Some(snapshot) = lock(&app.snapshots).same(text, caller, data.revision) {
        return Ok(snapshot);
    }
    let refuse = |message: String| jira(400, &message);
    let query = jql::parse(text).map_err(refuse)?;
    let plan = jql::compile(&query, &data, caller, time::now()).map_err(refuse)?;
    let places = plan.run(&data);
    Ok(lock(&app.snapshots).add(text, caller, data.revision, places))
}
