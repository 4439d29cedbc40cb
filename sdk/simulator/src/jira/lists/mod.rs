//! Smaller things that Jira lists: filters, people, groups, dashboards, permissions, and what issues can be.

mod dashboard;
mod filter;
mod group;
mod kinds;
mod permission;
mod user;

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::routing::{get, put};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer, put as set};

/// What the site holds of them.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Lists {
    #[serde(rename = "filter")]
    filters: Vec<filter::Filter>,
    #[serde(rename = "group")]
    groups: Vec<group::Group>,
    #[serde(rename = "dashboard")]
    dashboards: Vec<dashboard::Dashboard>,
    #[serde(rename = "permission")]
    permissions: Vec<permission::Permissions>,
}

impl Lists {
    /// What the site holds at the start.
    pub(crate) fn load() -> io::Result<Self> {
        toml::from_str(include_str!("seed.toml")).map_err(io::Error::other)
    }
}

pub(crate) fn routes() -> Router<Arc<App>> {
    let routes = Router::new()
        .route("/filter", axum::routing::post(filter::create))
        .route("/filter/search", get(filter::search))
        .route("/filter/favourite", get(filter::favourites))
        .route("/filter/{id}", get(filter::get).put(filter::update).delete(filter::delete))
        .route("/filter/{id}/favourite", put(filter::favourite).delete(filter::unfavourite))
        .route("/user", get(user::get))
        .route("/user/search", get(user::search))
        .route("/group/bulk", get(group::list))
        .route("/group/member", get(group::members))
        .route("/dashboard/search", get(dashboard::search))
        .route("/dashboard/{id}", get(dashboard::get))
        .route("/priority/search", get(kinds::priorities))
        .route("/resolution/search", get(kinds::resolutions))
        .route("/status", get(kinds::statuses))
        .route("/project/{key}/statuses", get(kinds::statuses_of_project))
        .route("/issuetype", get(kinds::issue_types))
        .route("/issuetype/project", get(kinds::issue_types_of_project))
        .route("/mypermissions", get(permission::mine));
    Router::new().nest("/rest/api/3", routes)
}

/// A page of a listing by offset, at the path `own`.
fn page(params: &Params, origin: &str, own: &str, all: &[Value]) -> Answer {
    let start = params.number("startAt", 0, 0, usize::MAX);
    let length = params.number("maxResults", 50, 1, 50);
    let values: Vec<&Value> = all.iter().skip(start).take(length).collect();
    let link = |start: usize| json!(format!("{origin}/rest/api/3/{own}?startAt={start}&maxResults={length}"));
    let is_last = start.saturating_add(length) >= all.len();
    let mut body = json!({"self": link(start)});
    if !is_last {
        set(&mut body, "nextPage", link(start + length));
    }
    set(&mut body, "maxResults", json!(length));
    set(&mut body, "startAt", json!(start));
    set(&mut body, "total", json!(all.len()));
    set(&mut body, "isLast", json!(is_last));
    set(&mut body, "values", json!(values));
    reply::ok(&body)
}
