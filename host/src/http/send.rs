//! Sends a prepared request: retries where that is safe, redirects where the command may go, and a bounded answer.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION, USER_AGENT};
use url::Url;
use zeroize::Zeroizing;

use crate::audit;
use crate::credential::{Credential, Redactor};
use crate::error::{Error, Kind};
use crate::interrupt;
use crate::output::{self, Level};
use crate::plugin::manifest::Effect;
use crate::profile;

use super::brake::Interrupted;
use super::gateway::{Gateway, Way};
use super::lost::Lost;
use super::own_headers::OwnHeader;
use super::pause::{self, Next};
use super::prepared::{Body, Prepared};
use super::proxy::Route;
use super::trace::Trace;
use super::wire::{self, Answer, Want};
use super::{Delivery, Failure, Session, client, headers, multipart, storage, trace};

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
    /// Bytes that went to an output instead.
    pub saved: Option<u64>,
    /// A credential stood in it and was taken out.
    pub redacted: bool,
}

/// Everything that sending needs besides the request; owned, because it moves to the runtime's thread.
pub(super) struct Sending {
    /// Knows the way to another address.
    pub(super) session: Arc<Session>,
    pub(super) client: reqwest::Client,
    pub(super) route: Route,
    pub(super) authorization: Zeroizing<String>,
    /// The profile's own headers.
    pub(super) headers: Arc<[OwnHeader]>,
    /// Finds every secret that is sent.
    pub(super) redactor: Redactor,
    /// Largest decoded answer in bytes.
    pub(super) largest: usize,
    /// For `--debug`.
    pub(super) trace: Option<Trace>,
    /// The credential itself, and the way to try when the site does not accept it.
    pub(super) credential: Credential,
    pub(super) gateway: Option<Arc<Gateway>>,
    /// What is logged.
    pub(super) audit: audit::Requests,
    pub(super) progress: Arc<audit::Progress>,
}

/// A pause of which the user is told.
const NOTABLE: Duration = Duration::from_secs(3);

/// Sends a request; where the site does not accept the token, tries the gateway once.
pub(super) async fn send(mut prepared: Prepared, mut sending: Sending) -> Result<Response, Failure> {
    let answer = answer(&mut prepared, &mut sending).await;
    if let Some(output) = &prepared.output {
        output.give_back(answer.as_ref().is_ok_and(|answer| answer.saved.is_some()));
    }
    // A site may have put a credential into what an error quotes.
    answer.map_err(|failure| failure.redacted(&sending.redactor))
}

async fn answer(prepared: &mut Prepared, sending: &mut Sending) -> Result<Response, Failure> {
    let answer = exchange(prepared, sending).await?;
    let Some(gateway) = sending.gateway.take().filter(|_| answer.status == 401 && can_repeat(prepared)) else {
        return Ok(answer);
    };
    let Some(way) = gateway.way(sending, prepared.service).await else { return Ok(answer) };
    // What was answered with 401 was not taken: sending it again does nothing twice, a write included.
    if !sending.reroute(&way) {
        return Ok(answer);
    }
    prepared.reroute(&way.base);
    match exchange(prepared, sending).await {
        Ok(second) if second.status != 401 || lacks_scope(&second) => {
            gateway.works(way);
            Ok(second)
        }
        // Whether the gateway took this write is not known, and that must be said.
        Err(lost) if prepared.effect != Effect::Read && lost.delivery == Delivery::Unknown => Err(lost),
        // The gateway does not know the token either, or cannot be reached: the site's own words are the better ones.
        _ => Ok(answer),
    }
}

/// Whether the same request can go to the gateway: storage has nothing to do with it, and a body may be used up.
fn can_repeat(prepared: &Prepared) -> bool {
    !prepared.away && prepared.body.is_repeatable()
}

/// The gateway's way to say that it knows the token.
fn lacks_scope(answer: &Response) -> bool {
    memchr::memmem::find(&answer.body, b"scope does not match").is_some()
}

/// Sends a request until there is an answer or no sense in trying again.
async fn exchange(prepared: &mut Prepared, sending: &mut Sending) -> Result<Response, Failure> {
    let answer = last_answer(prepared, sending).await?;
    Ok(filtered(prepared, sending, answer))
}

async fn last_answer(prepared: &mut Prepared, sending: &mut Sending) -> Result<Answer, Failure> {
    let mut redirects = 0;
    let mut attempt = 1;
    loop {
        let brake = &sending.session.brake;
        let pass = brake.pass(&prepared.url, prepared.output.is_none()).await.map_err(|Interrupted| interrupted())?;
        let outcome = once(prepared, sending, attempt).await;
        drop(pass);
        let (next, why) = match &outcome {
            Ok(answer) => {
                let status = answer.status.as_u16();
                let next = pause::after_answer(status, &answer.headers, prepared.effect, attempt);
                (next, format!("the site answered {status}"))
            }
            Err(lost) => (pause::after_loss(lost, prepared.effect, attempt), "the connection was lost".to_owned()),
        };
        let is_news = match &outcome {
            Ok(answer) if answer.status.as_u16() == 429 => {
                // Everyone's: what this one is told counts for all that go there.
                next.for_all().is_some_and(|pause| brake.hold(&prepared.url, pause))
            }
            Ok(_) => {
                brake.ease(&prepared.url);
                true
            }
            Err(_) => true,
        };
        match next {
            Next::Again(pause) if prepared.body.is_repeatable() && !interrupt::is_asked() => {
                sending.note(|| format!("{why}: sent again after {} ms", pause.as_millis()));
                if is_news && pause >= NOTABLE {
                    let seconds = pause.as_secs();
                    output::note(Level::Info, &format!("{why} and asks for a pause: waiting {seconds} s"));
                }
                tokio::time::sleep(pause).await;
                attempt += 1;
                continue;
            }
            Next::TooLong => sending.note(|| {
                format!(
                    "{why} and asks for a pause of more than {} s, which is not waited for",
                    pause::LONGEST.as_secs()
                )
            }),
            Next::Again(_) | Next::Enough => {}
        }
        let answer = outcome.map_err(|lost| lost.failure(prepared, &sending.route))?;
        let Some(next) = redirect(prepared, &answer)? else { return Ok(answer) };
        redirects += 1;
        if redirects > REDIRECTS {
            return Err(redirect_refused(prepared, "it redirects again and again"));
        }
        let away = prepared.away || next.origin() != prepared.base.origin();
        sending.note(|| format!("redirect {redirects} of at most {REDIRECTS} to {}", trace::shown_url(&next, away)));
        prepared.url = next;
        if away {
            sending.leave(prepared)?;
            prepared.away = true;
        }
    }
}

fn interrupted() -> Failure {
    Failure::not_sent("cancelled", Error::new(Kind::Interrupted, "interrupted while the site wanted a pause"))
}

async fn once(prepared: &Prepared, sending: &Sending, attempt: u32) -> Result<Answer, Lost> {
    let request = request(prepared, sending).build()?;
    sending.progress.sent();
    let want = Want {
        largest: sending.largest,
        output: prepared.output.as_deref(),
        progress: Some(&prepared.progress),
        signed: prepared.away,
    };
    wire::once(&sending.client, request, want, attempt, sending.trace.as_ref()).await
}

fn request(prepared: &Prepared, sending: &Sending) -> reqwest::RequestBuilder {
    let mut request = sending
        .client
        .request(prepared.method.to_reqwest(), prepared.url.clone())
        .header(USER_AGENT, client::USER_AGENT)
        .header(ACCEPT_ENCODING, encodings(prepared));
    if prepared.away {
        let range = prepared.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("range"));
        return range.fold(request.header(ACCEPT, "*/*"), |request, (name, value)| request.header(name, value));
    }
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
    if prepared.url.origin() == prepared.base.origin() {
        request = sending.with_own_headers(request);
    }
    match &prepared.body {
        Body::None => request,
        Body::Json(text) => request.header(CONTENT_TYPE, "application/json").body(text.clone()),
        Body::Bytes(content_type, bytes) => request.header(CONTENT_TYPE, content_type).body(bytes.clone()),
        Body::Multipart(parts) => request.multipart(multipart::form(parts, &prepared.progress)),
    }
}

/// What reqwest decodes; a part of an encoded answer could not be, and a file is wanted as it is stored.
fn encodings(prepared: &Prepared) -> &'static str {
    let part = prepared.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("range"));
    if part || prepared.output.is_some() || prepared.away { "identity" } else { "gzip, br, zstd" }
}

impl Sending {
    /// Turns to the gateway, if there is a way to it.
    fn reroute(&mut self, way: &Way) -> bool {
        let Ok((route, client)) = self.session.client(&way.base) else { return false };
        route.redact(&mut self.redactor);
        self.note(|| format!("the site does not accept the token: asks the gateway at {}, {route}", way.base));
        self.authorization = way.authorization.clone();
        (self.route, self.client) = (route, client);
        true
    }

    /// Leaves the profile's addresses for storage.
    fn leave(&mut self, prepared: &Prepared) -> Result<(), Failure> {
        let or_loopback = prepared.base.host().is_some_and(|host| profile::is_loopback(&host));
        let found = self.session.storage_client(&prepared.url, or_loopback);
        let (route, client) = found.map_err(|error| Failure { code: "network", error, delivery: Delivery::Unknown })?;
        route.redact(&mut self.redactor);
        self.note(|| format!("goes to storage without the credential, {route}"));
        (self.route, self.client) = (route, client);
        Ok(())
    }

    /// The profile's own headers, for a request to an address of the profile's.
    pub(super) fn with_own_headers(&self, mut request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        for header in self.headers.iter() {
            request = request.header(header.name.clone(), header.value.clone());
        }
        request
    }

    fn note(&self, what: impl FnOnce() -> String) {
        if let Some(trace) = &self.trace {
            trace.note(what());
        }
    }
}

/// Where the answer leads, if it leads somewhere that this command may go.
fn redirect(prepared: &Prepared, answer: &Answer) -> Result<Option<Url>, Failure> {
    if !prepared.method.is_safe() || !matches!(answer.status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = answer.headers.get(LOCATION).and_then(|value| value.to_str().ok());
    let next = location.and_then(|location| prepared.url.join(location).ok());
    let Some(next) = next else {
        return Err(redirect_refused(prepared, "it redirects to nowhere"));
    };
    if prepared.away || next.origin() != prepared.base.origin() {
        let place = if next.has_host() { next.origin().ascii_serialization() } else { format!("{}:", next.scheme()) };
        if !prepared.storage {
            return Err(redirect_refused(prepared, &format!("it redirects to `{place}`")));
        }
        return match storage::check(&prepared.base, &next) {
            Ok(()) => Ok(Some(next)),
            Err(why) => Err(redirect_refused(prepared, &format!("it redirects to storage at `{place}`, which {why}"))),
        };
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

fn filtered(prepared: &Prepared, sending: &Sending, answer: Answer) -> Response {
    let mut headers = headers::passed_on(&answer.headers);
    if prepared.away {
        // Addresses with signatures.
        headers.retain(|(name, _)| name != "location" && name != "link");
    }
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
    let clean = sending.redactor.redact(&answer.body);
    redacted |= clean.is_some();
    Response {
        status: answer.status.as_u16(),
        headers,
        body: clean.unwrap_or(answer.body),
        saved: answer.saved,
        redacted,
    }
}

/// A plugin does not learn other hosts.
fn path_and_query(url: &Url, location: &str) -> String {
    url.join(location).map_or_else(
        |_| String::new(),
        |next| next.query().map_or_else(|| next.path().to_owned(), |query| format!("{}?{query}", next.path())),
    )
}
