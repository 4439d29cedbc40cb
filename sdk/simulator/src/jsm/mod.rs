//! Jira Service Management, `/rest/servicedeskapi`.

mod approval;
mod article;
mod comment;
mod data;
mod desk;
mod feedback;
mod file;
mod organization;
mod people;
mod queue;
mod request;
mod request_type;
mod show;
mod sla;
mod transition;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post, put};
use serde_json::{Map, Value, json};

pub(crate) use data::Desks;

use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, put as set};
use crate::state::Data;

pub(crate) fn routes() -> Router<Arc<App>> {
    let desk = Router::new()
        .route("/", get(desk::list))
        .route("/{id}", get(desk::get))
        .route("/{id}/customer", get(people::customers).post(people::add_customers).delete(people::remove_customers))
        .route("/{id}/organization", get(organization::of_desk).post(organization::enter).delete(organization::leave))
        .route("/{id}/queue", get(queue::list))
        .route("/{id}/queue/{queue}", get(queue::get))
        .route("/{id}/queue/{queue}/issue", get(queue::issues))
        .route("/{id}/requesttype", get(request_type::list))
        .route("/{id}/requesttype/{type}", get(request_type::get))
        .route("/{id}/requesttype/{type}/field", get(request_type::fields))
        .route("/{id}/requesttypegroup", get(request_type::groups))
        .route("/{id}/knowledgebase/article", get(article::of_desk))
        // The door has a limit of its own.
        .route("/{id}/attachTemporaryFile", post(file::upload).layer(DefaultBodyLimit::disable()));
    let request = Router::new()
        .route("/", get(request::list).post(request::create))
        .route("/{key}", get(request::get))
        .route("/{key}/approval", get(approval::list))
        .route("/{key}/approval/{id}", get(approval::get).post(approval::answer))
        .route("/{key}/attachment", get(file::list).post(file::attach))
        .route("/{key}/comment", get(comment::list).post(comment::create))
        .route("/{key}/feedback", get(feedback::get).post(feedback::submit).delete(feedback::delete))
        .route("/{key}/notification", get(people::subscription).put(people::subscribe).delete(people::unsubscribe))
        .route(
            "/{key}/participant",
            get(people::participants).post(people::add_participants).delete(people::remove_participants),
        )
        .route("/{key}/sla", get(sla::list))
        .route("/{key}/sla/{id}", get(sla::get))
        .route("/{key}/status", get(transition::statuses))
        .route("/{key}/transition", get(transition::list).post(transition::go));
    let organization = Router::new()
        .route("/", get(organization::list).post(organization::create))
        .route("/{id}", get(organization::get).delete(organization::delete))
        .route("/{id}/user", get(organization::users).post(organization::add).delete(organization::remove));
    let api = Router::new()
        .route("/info", get(info))
        .route("/requesttype", get(request_type::all))
        .route("/knowledgebase/article", get(article::all))
        .route("/customer", post(people::create))
        .route("/customer/user/{id}/revoke-portal-only-access", put(people::revoke))
        .nest("/servicedesk", desk)
        .nest("/request", request)
        .nest("/organization", organization);
    Router::new().nest("/rest/servicedeskapi", api)
}

/// `GET /rest/servicedeskapi/info`
async fn info(State(app): State<Arc<App>>) -> Answer {
    reply::ok(&json!({
        "version": "5.0.0",
        "platformVersion": "1001.0.0-SNAPSHOT",
        "buildDate": show::date(1_767_323_045_000),
        "buildChangeSet": "0000000000000000000000000000000000000000",
        "isLicensedForUse": true,
        "_links": {"self": format!("{}/rest/servicedeskapi/info", app.origin)},
    }))
}

/// A page of a listing at the path `own`.
fn page(params: &Params, origin: &str, own: &str, all: &[Value]) -> Value {
    let start = params.number("start", 0, 0, usize::MAX);
    let limit = params.number("limit", 50, 1, 100);
    let link = |start: usize| json!(format!("{origin}/rest/servicedeskapi/{own}?start={start}&limit={limit}"));
    let values: Vec<&Value> = all.iter().skip(start).take(limit).collect();
    let is_last = start.saturating_add(limit) >= all.len();
    let mut links = json!({"base": origin, "context": "", "self": link(start)});
    if !is_last {
        set(&mut links, "next", link(start + limit));
    }
    if start > 0 {
        set(&mut links, "prev", link(start.saturating_sub(limit)));
    }
    json!({
        "_expands": [],
        "size": values.len(),
        "start": start,
        "limit": limit,
        "isLastPage": is_last,
        "_links": links,
        "values": values,
    })
}

/// Nothing, with the type of a body that it does not have: so the document has it of some routes.
fn nothing() -> Response {
    reply::with_header(reply::empty(204), "content-type", "application/json")
}

/// An error in the product's form.
fn refusal(status: u16, message: &str) -> Refusal {
    let key = "sd.validation.error";
    Refusal { status, body: json!({"errorMessage": message, "i18nErrorMessage": {"i18nKey": key, "parameters": []}}) }
}

/// The JSON object of a body.
fn body(bytes: &Bytes) -> Result<Map<String, Value>, Refusal> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(body)) => Ok(body),
        _ => Err(refusal(400, "The request body is not valid.")),
    }
}

/// Experimental routes want to be asked for.
fn experimental(headers: &HeaderMap) -> Result<(), Refusal> {
    if headers.get("x-experimentalapi").is_some_and(|value| value == "opt-in") {
        return Ok(());
    }
    Err(refusal(
        412,
        "This API is experimental. Experimental APIs are not guaranteed to be stable within the preview period. You must \
         set the header 'X-ExperimentalApi: opt-in' to opt into using this API.",
    ))
}

/// The place of a request that the caller may see.
fn visible(data: &Data, caller: Caller, key: &str) -> Result<usize, Refusal> {
    let place = data.find(key).filter(|place| caller == Caller::Dev && data.desks.requests.contains_key(place));
    place.ok_or_else(|| {
        refusal(404, "The request you are trying to view does not exist or you do not have permission to view it.")
    })
}

/// A request that was found.
fn found(data: &Data, place: usize) -> Result<&data::Request, Refusal> {
    data.desks.requests.get(&place).ok_or_else(|| refusal(404, "The request does not exist."))
}

/// The same, to be changed.
fn found_mut(data: &mut Data, place: usize) -> Result<&mut data::Request, Refusal> {
    data.desks.requests.get_mut(&place).ok_or_else(|| refusal(404, "The request does not exist."))
}

/// Account ids of a body.
fn accounts(data: &Data, body: &Map<String, Value>) -> Result<Vec<String>, Refusal> {
    let list: Vec<String> = body
        .get("accountIds")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    if list.is_empty() {
        return Err(refusal(400, "At least one account must be named."));
    }
    match list.iter().find(|account| !show::is_known(data, account)) {
        Some(stranger) => Err(refusal(400, &format!("The user '{stranger}' does not exist."))),
        None => Ok(list),
    }
}
