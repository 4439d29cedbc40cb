//! Sends a prepared request: retries where that is safe, redirects where the command may go, and a bounded answer.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER};
use url::Url;
use zeroize::Zeroizing;

use crate::credential::{Credential, Redactor};
use crate::error::{Error, Kind};
use crate::profile;

use super::gateway::Gateway;
use super::prepared::{Body, Method, Prepared};
use super::{Delivery, Failure, headers};

/// Sendings of one request at most.
const ATTEMPTS: u32 = 4;
/// First pause before sending again; doubled each time.
const PAUSE: Duration = Duration::from_millis(250);
/// A site that asks for a longer pause than this gets none: its answer goes to the user.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Redirects followed at most.
const REDIRECTS: u32 = 5;

/// An answer as a plugin may see it.
#[derive(Debug, Clone)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Harmless headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Decoded body.
    pub body: Vec<u8>,
    /// A credential stood in it and was taken out.
    pub redacted: bool,
}

/// Everything that sending needs besides the request; owned, because it moves to the runtime's thread.
pub(super) struct Sending {
    pub(super) client: reqwest::Client,
    pub(super) authorization: Zeroizing<String>,
    pub(super) redactor: Redactor,
    /// Largest decoded answer in bytes.
    pub(super) largest: usize,
    /// The credential itself, and the way to try when the site does not accept it.
    pub(super) credential: Credential,
    pub(super) gateway: Option<Arc<Gateway>>,
}

/// Sends a request; where the site does not accept the token, tries the gateway once.
pub(super) async fn send(mut prepared: Prepared, mut sending: Sending) -> Result<Response, Failure> {
    let answer = exchange(&mut prepared, &sending).await?;
    let Some(gateway) = sending.gateway.take().filter(|_| answer.status == 401) else { return Ok(answer) };
    let Some(way) = gateway.way(&sending.client, prepared.service, &sending.credential).await else {
        return Ok(answer);
    };
    // What was answered with 401 was not taken: sending it again does nothing twice, a write included.
    prepared.reroute(&way.base);
    sending.authorization = way.authorization.clone();
    match exchange(&mut prepared, &sending).await {
        Ok(second) if second.status != 401 || lacks_scope(&second) => {
            gateway.works(way);
            Ok(second)
        }
        // Whether the gateway took this write is not known, and that must be said.
        Err(lost) if !prepared.method.is_safe() && lost.delivery == Delivery::Unknown => Err(lost),
        // The gateway does not know the token either, or cannot be reached: the site's own words are the better ones.
        _ => Ok(answer),
    }
}

/// The gateway's way to say that it knows the token.
fn lacks_scope(answer: &Response) -> bool {
    memchr::memmem::find(&answer.body, b"scope does not match").is_some()
}

/// Sends a request until there is an answer or no sense in trying again.
async fn exchange(prepared: &mut Prepared, sending: &Sending) -> Result<Response, Failure> {
    let mut redirects = 0;
    let mut attempt = 1;
    loop {
        let outcome = once(prepared, sending).await;
        let pause = match &outcome {
            Ok(answer) => pause_after_answer(answer, prepared.method, attempt),
            Err(error) => pause_after_loss(error, prepared.method, attempt),
        };
        if let Some(pause) = pause.filter(|_| attempt < ATTEMPTS) {
            tokio::time::sleep(pause).await;
            attempt += 1;
            continue;
        }
        let answer = outcome.map_err(|error| lost(prepared, &error))?;
        if let Some(next) = redirect(prepared, &answer)? {
            redirects += 1;
            if redirects > REDIRECTS {
                return Err(redirect_refused(prepared, "it redirects again and again"));
            }
            prepared.url = next;
            continue;
        }
        return filtered(prepared, sending, answer).await;
    }
}

async fn once(prepared: &Prepared, sending: &Sending) -> reqwest::Result<reqwest::Response> {
    let mut request = sending.client.request(prepared.method.to_reqwest(), prepared.url.clone());
    if let Ok(mut value) = HeaderValue::from_str(&sending.authorization) {
        value.set_sensitive(true);
        request = request.header(AUTHORIZATION, value);
    }
    if !prepared.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("accept")) {
        request = request.header(ACCEPT, "application/json");
    }
    for (name, value) in &prepared.headers {
        request = request.header(name, value);
    }
    request = match &prepared.body {
        Body::None => request,
        Body::Json(text) => request.header(CONTENT_TYPE, "application/json").body(text.clone()),
        Body::Bytes(content_type, bytes) => request.header(CONTENT_TYPE, content_type).body(bytes.clone()),
    };
    request.send().await
}

/// GET and HEAD may be sent again when the site is busy; a write only when it certainly was not taken.
fn pause_after_answer(answer: &reqwest::Response, method: Method, attempt: u32) -> Option<Duration> {
    let status = answer.status().as_u16();
    if status != 429 && !(method.is_safe() && matches!(status, 502..=504)) {
        return None;
    }
    let asked = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).and_then(seconds);
    match asked {
        Some(pause) if pause > LONGEST_PAUSE => None,
        Some(pause) => Some(pause),
        None => Some(backoff(attempt)),
    }
}

fn pause_after_loss(error: &reqwest::Error, method: Method, attempt: u32) -> Option<Duration> {
    let lost = !error.is_connect() && !error.is_timeout() && !error.is_builder();
    (lost && method.is_safe()).then(|| backoff(attempt))
}

fn seconds(value: &str) -> Option<Duration> {
    value.trim().parse::<u64>().ok().map(Duration::from_secs)
}

/// Doubles each time, with up to half as much again at random, so that many clients do not come back together.
fn backoff(attempt: u32) -> Duration {
    let pause = PAUSE * 2_u32.pow(attempt - 1);
    let mut byte = [0_u8; 1];
    let jitter = if getrandom::fill(&mut byte).is_ok() { u32::from(byte[0]) } else { 128 };
    pause + pause / 2 * jitter / 255
}

/// Where the answer leads, if it leads somewhere that this command may go.
fn redirect(prepared: &Prepared, answer: &reqwest::Response) -> Result<Option<Url>, Failure> {
    if !prepared.method.is_safe() || !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let next = location.and_then(|location| prepared.url.join(location).ok());
    let Some(next) = next else {
        return Err(redirect_refused(prepared, "it redirects to nowhere"));
    };
    if next.origin() != prepared.base.origin() {
        return Err(redirect_refused(prepared, &format!("it redirects to `{}`", next.origin().ascii_serialization())));
    }
    let below_base = next.path().strip_prefix(prepared.base.path().trim_end_matches('/'));
    let known = below_base.is_some_and(|path| prepared.redirects.iter().any(|template| template.matches(path)));
    let plain = next.username().is_empty() && next.password().is_none();
    if !known || !plain {
        return Err(redirect_refused(prepared, "it redirects to a path that the command does not declare"));
    }
    Ok(Some(next))
}

fn redirect_refused(prepared: &Prepared, why: &str) -> Failure {
    let error =
        Error::failed(format!("{} did not answer the request itself", prepared.service.title)).caused_by(why).hinted(
            "if the site has moved, or a login page stands before it, correct the address: `atlassian-cli auth login`",
        );
    Failure { code: "denied", error, delivery: Delivery::Unknown }
}

async fn filtered(prepared: &Prepared, sending: &Sending, answer: reqwest::Response) -> Result<Response, Failure> {
    let status = answer.status().as_u16();
    let mut headers = headers::passed_on(answer.headers());
    let mut redacted = false;
    for (name, value) in &mut headers {
        if name == "location" {
            *value = path_and_query(&prepared.url, value);
        }
        if let Some(clean) = sending.redactor.redact_text(value) {
            *value = clean;
            redacted = true;
        }
    }
    let mut body = body(prepared, sending, answer).await?;
    if let Some(clean) = sending.redactor.redact(&body) {
        body = clean;
        redacted = true;
    }
    Ok(Response { status, headers, body, redacted })
}

/// A plugin does not learn other hosts.
fn path_and_query(url: &Url, location: &str) -> String {
    url.join(location).map_or_else(
        |_| String::new(),
        |next| next.query().map_or_else(|| next.path().to_owned(), |query| format!("{}?{query}", next.path())),
    )
}

async fn body(prepared: &Prepared, sending: &Sending, answer: reqwest::Response) -> Result<Vec<u8>, Failure> {
    let expected = answer.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    let mut body = Vec::with_capacity(expected.min(sending.largest));
    let mut stream = answer.bytes_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| lost(prepared, &error))?;
        if body.len() + chunk.len() > sending.largest {
            let error = Error::failed(format!("{} answered with too much", prepared.service.title))
                .caused_by(format!("an answer may have {} MiB", sending.largest >> 20));
            return Err(Failure { code: "too-large", error, delivery: Delivery::Unknown });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn lost(prepared: &Prepared, error: &reqwest::Error) -> Failure {
    let origin = prepared.url.origin().ascii_serialization();
    let (message, hint) = if error.is_connect() {
        (format!("cannot connect to {} at `{origin}`", prepared.service.title), Some(connect_hint(prepared)))
    } else if error.is_timeout() {
        (format!("{} at `{origin}` does not answer in time", prepared.service.title), None)
    } else if error.is_decode() || error.is_body() {
        (format!("the answer of {} at `{origin}` broke off or cannot be decoded", prepared.service.title), None)
    } else {
        (format!("the connection to {} at `{origin}` was lost", prepared.service.title), None)
    };
    let mut shown = Error::new(Kind::TryLater, message);
    // The outermost words are reqwest's and repeat the address.
    if let Some(source) = std::error::Error::source(error) {
        shown = shown.caused_by_chain(source);
    }
    if let Some(hint) = hint {
        shown = shown.hinted(hint);
    }
    let not_sent = error.is_connect() || error.is_builder();
    Failure {
        code: if error.is_timeout() { "timeout" } else { "network" },
        error: shown,
        delivery: if not_sent { Delivery::NotSent } else { Delivery::Unknown },
    }
}

fn connect_hint(prepared: &Prepared) -> String {
    let loopback = prepared.url.host().is_some_and(|host| profile::is_loopback(&host));
    if loopback {
        "is the server running there?".to_owned()
    } else {
        "check the address in the profile, your network, and `HTTPS_PROXY` if you need one".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_bounded() {
        for attempt in 1..ATTEMPTS {
            let least = PAUSE * 2_u32.pow(attempt - 1);
            let pause = backoff(attempt);
            assert!(pause >= least && pause <= least + least / 2, "{attempt}: {pause:?}");
        }
        assert_eq!(seconds(" 7 "), Some(Duration::from_secs(7)));
        assert_eq!(seconds("Wed, 21 Oct 2026 07:28:00 GMT"), None);
    }
}
