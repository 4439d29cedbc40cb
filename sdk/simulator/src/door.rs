//! The way of every request: recorded, held, delayed, failed on purpose, limited, let in or not, then routed.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::Uri;
use axum::http::request::Parts;
use axum::response::Response;
use tower::ServiceExt as _;

use crate::app::App;
use crate::auth::{self, Credential};
use crate::control::Recorded;
use crate::gateway::{self, Entry};
use crate::log::{self, Line};
use crate::scripted::{End, Scripted};
use crate::surface::{Product, Surface};
use crate::wire::Scissors;
use crate::{limits, missing, reply};

/// Larger bodies are refused; nothing that the simulator takes comes near.
const LARGEST_BODY: usize = 64 << 20;
/// Kept out of the records.
const SECRET_HEADERS: [&str; 3] = ["authorization", "proxy-authorization", "cookie"];

/// The whole server: one entry for every path.
pub(crate) fn build(app: Arc<App>) -> Router {
    let door = Door { app: Arc::clone(&app), routes: crate::routes(app) };
    Router::new().fallback(enter).with_state(door)
}

#[derive(Clone)]
struct Door {
    app: Arc<App>,
    routes: Router,
}

/// What became of a request.
struct Outcome {
    answer: Response,
    accepted: bool,
    note: Option<&'static str>,
    /// The connection is cut instead of answered.
    cut: bool,
}

impl Outcome {
    fn of(answer: Response, accepted: bool) -> Self {
        Self { answer, accepted, note: None, cut: false }
    }
}

async fn enter(State(door): State<Door>, ConnectInfo(scissors): ConnectInfo<Scissors>, request: Request) -> Response {
    let start = Instant::now();
    let _in_flight = door.app.control.enter();
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else { return reply::text(413, "Request body too large") };
    let credential = Credential::of(&parts.headers);
    let record = recorded(&parts, &body, &credential);
    let (method, path) = (record.method.clone(), record.path.clone());
    let who = record.credential.unwrap_or(if credential == Credential::None { "nobody" } else { "unknown" });
    let number = door.app.control.record(record);

    let outcome = decide(&door, parts, body, &credential).await;

    let status = (!outcome.cut).then(|| outcome.answer.status().as_u16());
    door.app.control.finish(number, status, outcome.accepted);
    if !door.app.quiet {
        log::request(&Line { method: &method, path: &path, status, took: start.elapsed(), who, note: outcome.note });
    }
    if outcome.cut {
        scissors.cut();
    }
    outcome.answer
}

fn recorded(parts: &Parts, body: &Bytes, credential: &Credential) -> Recorded {
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let headers = parts.headers.iter().filter(|(name, _)| !SECRET_HEADERS.contains(&name.as_str()));
    let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Recorded {
        method: parts.method.to_string(),
        path: path_and_query(&parts.uri),
        status: None,
        headers: headers.map(|(name, value)| (name.to_string(), text(value))).collect(),
        scheme: header("authorization").and_then(|value| value.split_once(' ')).map(|(scheme, _)| scheme.to_owned()),
        credential: if let Credential::Known(fixture) = credential { Some(fixture.name()) } else { None },
        accepted: false,
        body: body.to_vec(),
    }
}

async fn decide(door: &Door, parts: Parts, body: Bytes, credential: &Credential) -> Outcome {
    let app = &door.app;
    let path = path_and_query(&parts.uri);
    app.control.wait(&path).await;
    if !app.latency.is_zero() {
        tokio::time::sleep(app.latency).await;
    }
    if let Some(script) = app.control.scripted(parts.method.as_str(), &path) {
        return play(door, &script, parts, body, credential).await;
    }
    let surface = Surface::of(parts.uri.path());
    if let Some(status) = app.dice.throw() {
        let mut outcome = Outcome::of(limits::failure(status, app.retry_after), false);
        outcome.note = Some("fault");
        return outcome;
    }
    let allowance = app.limiter.as_ref().map(crate::faults::Limiter::count);
    if let Some(allowance) = allowance.filter(|allowance| !allowance.allowed) {
        let mut outcome = Outcome::of(limits::too_many(surface, allowance, app.retry_after), false);
        outcome.note = Some("rate limit");
        return outcome;
    }
    let mut outcome = route(door, parts, body, credential).await;
    if let Some(allowance) = allowance {
        outcome.answer = limits::with_budget(outcome.answer, allowance);
    }
    outcome
}

async fn play(door: &Door, script: &Scripted, parts: Parts, body: Bytes, credential: &Credential) -> Outcome {
    tokio::time::sleep(script.delay).await;
    let mut outcome = match script.end {
        End::Lost => route(door, parts, body, credential).await,
        End::Whole | End::Unheard => Outcome::of(script.answer(&parts.headers), false),
    };
    outcome.note = Some("scripted");
    outcome.cut = script.end != End::Whole;
    outcome
}

/// Through the gateway or straight in, past the credentials, to the product.
async fn route(door: &Door, mut parts: Parts, body: Bytes, credential: &Credential) -> Outcome {
    let path = parts.uri.path().to_owned();
    let cloud_id = door.app.read().seed.site.cloud_id.clone();
    let (surface, path) = match gateway::enter(&path, &cloud_id) {
        Entry::Site => (Surface::of(&path), path.clone()),
        Entry::Gateway(product, inner) => (Surface::Gateway(product), inner.to_owned()),
        Entry::Automation { at_site: true, inner } => (Surface::Site(Product::Jira), inner.to_owned()),
        Entry::Automation { at_site: false, inner } => (Surface::Gateway(Product::Jira), inner.to_owned()),
        Entry::NotFound => return Outcome::of(missing::gateway(), false),
    };
    if surface == Surface::Elsewhere {
        return Outcome::of(missing::elsewhere(), false);
    }
    let caller = match auth::check(surface, credential, parts.method.as_str(), &path) {
        Ok(caller) => caller,
        Err(refusal) => return Outcome::of(refusal, false),
    };
    if let Some(uri) = inner_uri(&path, parts.uri.query()) {
        parts.uri = uri;
    }
    parts.extensions.insert(caller);
    let answer = door.routes.clone().oneshot(Request::from_parts(parts, Body::from(body))).await;
    match answer {
        Ok(answer) => Outcome::of(answer, true),
        Err(never) => match never {},
    }
}

fn path_and_query(uri: &Uri) -> String {
    uri.path_and_query().map_or_else(|| uri.path().to_owned(), ToString::to_string)
}

fn inner_uri(path: &str, query: Option<&str>) -> Option<Uri> {
    query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")).parse().ok()
}
