//! The proxy: longest prefix wins, and what no prefix takes must be checked here or be an exception.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{Call, Document, Exceptions, Report, Violation};
use crate::params::Params;
use crate::reply;

const REPORT: &str = "/__contract/report";
const LARGEST_BODY: usize = 64 << 20;
/// A Prism that takes longer is stuck.
const LONGEST_ANSWER: Duration = Duration::from_secs(60);
/// These belong to one connection and are made anew on the other.
const HOP: [HeaderName; 4] = [CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING];

/// Requests whose path begins with `prefix` go to `target`, which keeps the whole path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Such as `/rest/api/`.
    pub prefix: String,
    /// Origin of a Prism.
    pub target: String,
}

impl std::str::FromStr for Route {
    type Err = String;

    /// Reads `PREFIX=URL`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((prefix, target)) if prefix.starts_with('/') && target.starts_with("http://") => {
                Ok(Self { prefix: prefix.to_owned(), target: target.trim_end_matches('/').to_owned() })
            }
            _ => Err(format!("`{text}` is not PREFIX=URL, such as /rest/api/=http://127.0.0.1:4101")),
        }
    }
}

/// What a router is made of.
#[derive(Debug)]
pub struct Settings {
    /// Port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// Prefixes and Prisms.
    pub routes: Vec<Route>,
    /// The simulator, for everything else.
    pub otherwise: String,
    /// Prefix whose requests are checked here instead of by a Prism, and the document for it.
    pub checked: Option<(String, Document)>,
    /// What else may go to the simulator.
    pub exceptions: Exceptions,
}

/// A router that listens.
#[derive(Debug)]
pub struct Router {
    listener: tokio::net::TcpListener,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    settings: Settings,
    client: reqwest::Client,
    report: Mutex<Report>,
}

/// Which way a request goes.
struct Way<'a> {
    name: &'a str,
    target: &'a str,
    /// What is wrong with it before it is sent.
    wrong: Vec<String>,
}

impl Router {
    /// Listens, but does not serve yet.
    ///
    /// # Errors
    ///
    /// When the port is taken.
    pub async fn bind(settings: Settings) -> io::Result<Self> {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port)).await?;
        // reqwest wants a TLS provider to exist, although no https address is ever used; that one exists already is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .no_proxy()
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(LONGEST_ANSWER)
            .build()
            .map_err(io::Error::other)?;
        Ok(Self { listener, shared: Arc::new(Shared { settings, client, report: Mutex::default() }) })
    }

    /// Where it listens.
    ///
    /// # Errors
    ///
    /// When the system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `end` comes, then gives the report.
    ///
    /// # Errors
    ///
    /// When the listener fails.
    pub async fn serve(self, end: impl Future<Output = ()>) -> io::Result<Report> {
        let router = axum::Router::new().fallback(answer).with_state(Arc::clone(&self.shared));
        tokio::select! {
            served = axum::serve(self.listener, router) => served?,
            () = end => {}
        }
        Ok(self.shared.report().clone())
    }
}

impl Shared {
    fn report(&self) -> std::sync::MutexGuard<'_, Report> {
        self.report.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn way(&self, parts: &Parts, body: &Bytes) -> Way<'_> {
        let path = parts.uri.path();
        let settings = &self.settings;
        if let Some((prefix, document)) = &settings.checked
            && path.starts_with(prefix.as_str())
        {
            return Way { name: "checked here", target: &settings.otherwise, wrong: check(document, parts, body) };
        }
        if let Some(exception) = settings.exceptions.find(parts.method.as_str(), path) {
            let mut report = self.report();
            report.exceptions_used += 1;
            *report.exceptions.entry(format!("{} {}", exception.method, exception.path)).or_default() += 1;
            return Way { name: "exceptions", target: &settings.otherwise, wrong: Vec::new() };
        }
        let fitting = settings.routes.iter().filter(|route| path.starts_with(&route.prefix));
        match fitting.max_by_key(|route| route.prefix.len()) {
            Some(route) => Way { name: &route.prefix, target: &route.target, wrong: Vec::new() },
            None => {
                let wrong = vec!["no document has this path, and contract-exceptions.toml does not name it".to_owned()];
                Way { name: "nowhere", target: &settings.otherwise, wrong }
            }
        }
    }

    fn violation(&self, parts: &Parts, status: u16, detail: String) {
        let violation = violation(parts, status, detail);
        self.report().violations.push(violation);
    }

    async fn send(&self, target: &str, parts: &Parts, body: Bytes) -> reqwest::Result<reqwest::Response> {
        let url = format!("{target}{}", path_and_query(parts));
        let request = self.client.request(parts.method.clone(), url).headers(passed_on(&parts.headers));
        request.body(body).send().await
    }

    /// Notes what a Prism says about an answer in its header.
    fn note(&self, parts: &Parts, status: u16, headers: &HeaderMap) {
        let Some(said) = headers.get("sl-violations") else { return };
        let said = String::from_utf8_lossy(said.as_bytes()).into_owned();
        let list: Vec<Value> = serde_json::from_str(&said).unwrap_or_default();
        let grave = list.is_empty() || list.iter().any(|one| one.get("severity") != Some(&json!("Warning")));
        let violation = violation(parts, status, said);
        let mut report = self.report();
        if grave { report.violations.push(violation) } else { report.undocumented_statuses.push(violation) }
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if parts.uri.path() == REPORT {
        return reply::json(200, &json!(*shared.report()));
    }
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else { return reply::text(413, "Request body too large") };
    let way = shared.way(&parts, &body);
    *shared.report().requests.entry(way.name.to_owned()).or_default() += 1;
    if !way.wrong.is_empty() {
        shared.violation(&parts, 422, way.wrong.join("; "));
        return refusal(&way.wrong);
    }
    match shared.send(way.target, &parts, body).await {
        Ok(response) => pass_back(&shared, &parts, response).await,
        Err(error) => {
            // `without_url`: a query is the user's business, and the violation has it anyway.
            let error = error.without_url();
            shared.violation(&parts, 502, format!("{} did not answer: {error}", way.target));
            reply::text(502, "the target did not answer")
        }
    }
}

async fn pass_back(shared: &Shared, parts: &Parts, response: reqwest::Response) -> Response {
    let status = response.status();
    let headers = passed_on(response.headers());
    let problem =
        headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/problem+json"));
    let body = if problem {
        let text = response.text().await.unwrap_or_default();
        shared.violation(parts, status.as_u16(), text.clone());
        Body::from(text)
    } else {
        shared.note(parts, status.as_u16(), &headers);
        Body::from_stream(response.bytes_stream())
    };
    (status, headers, body).into_response()
}

fn check(document: &Document, parts: &Parts, body: &Bytes) -> Vec<String> {
    let query = Params::parse(parts.uri.query().unwrap_or("")).into_pairs();
    let header_names: Vec<String> = parts.headers.keys().map(ToString::to_string).collect();
    let content_type = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    document.check(Call {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: &query,
        header_names: &header_names,
        content_type: content_type.and_then(|value| value.split(';').next()).map(str::trim),
        body,
    })
}

/// In the shape that Prism has.
fn refusal(wrong: &[String]) -> Response {
    let body = json!({"type": "about:blank", "title": "Not in the contract", "status": 422, "validation": wrong});
    reply::with_header(reply::json(422, &body), "content-type", "application/problem+json")
}

fn violation(parts: &Parts, status: u16, detail: String) -> Violation {
    Violation { method: parts.method.to_string(), path: path_and_query(parts), status, detail }
}

fn path_and_query(parts: &Parts) -> String {
    parts.uri.path_and_query().map_or_else(|| parts.uri.path().to_owned(), ToString::to_string)
}

fn passed_on(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    for name in &HOP {
        headers.remove(name);
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::Route;

    #[test]
    fn routes_are_read_and_checked() {
        let route: Route = "/rest/api/=http://127.0.0.1:4101/".parse().unwrap();
        assert_eq!(route, Route { prefix: "/rest/api/".to_owned(), target: "http://127.0.0.1:4101".to_owned() });
        assert!("rest=http://x".parse::<Route>().is_err() && "/rest".parse::<Route>().is_err());
    }
}
