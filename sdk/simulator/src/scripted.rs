//! Hand-made answers, for what the real service does on a bad day.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// One hand-made answer. It takes the place of the real one for requests whose path begins with the prefix it is
/// queued under (see [`crate::Simulator::script`]); several for one prefix are used in their order.
#[derive(Debug, Clone)]
pub struct Scripted {
    prefix: String,
    method: Option<String>,
    /// Requests that it still answers; `None` is all of them.
    left: Option<usize>,
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    pub(crate) delay: Duration,
    echo: bool,
    pub(crate) end: End,
}

/// How an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Whole.
    Whole,
    /// The connection is cut before a byte is sent; the request was not carried out.
    Unheard,
    /// The request is carried out, then the connection is cut before a byte is sent.
    Lost,
}

impl Scripted {
    /// An empty answer with a status, for one request.
    pub fn new(status: u16) -> Self {
        Self {
            prefix: String::new(),
            method: None,
            left: Some(1),
            status,
            headers: Vec::new(),
            body: Vec::new(),
            delay: Duration::ZERO,
            echo: false,
            end: End::Whole,
        }
    }

    /// JSON, or what claims to be.
    pub fn json(status: u16, body: &str) -> Self {
        Self::new(status).header("content-type", "application/json").body(body)
    }

    /// A page, as a proxy or a login form sends it.
    pub fn html(status: u16, body: &str) -> Self {
        Self::new(status).header("content-type", "text/html; charset=utf-8").body(body)
    }

    /// No answer: the connection is cut and the request not carried out.
    pub fn hang_up() -> Self {
        Self { end: End::Unheard, ..Self::new(503) }
    }

    /// No answer, although the request is carried out: what a client must not take for "nothing happened".
    pub fn lose_answer() -> Self {
        Self { end: End::Lost, ..Self::new(503) }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Waits before it answers.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Only requests with this method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    /// Answers this many requests instead of one.
    #[must_use]
    pub fn times(mut self, times: usize) -> Self {
        self.left = Some(times);
        self
    }

    /// Answers all requests.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Puts the request's own credential into the body: `{{authorization}}` becomes the whole header, `{{token}}` the
    /// token alone. A service that echoes secrets is what the client's redaction is for.
    #[must_use]
    pub fn echo(mut self) -> Self {
        self.echo = true;
        self
    }

    pub(crate) fn under(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.prefix);
        self
    }

    pub(crate) fn fits(&self, method: &str, path: &str) -> bool {
        path.starts_with(&self.prefix) && self.method.as_deref().is_none_or(|own| own == method)
    }

    /// Counts one use and says whether it was the last.
    pub(crate) fn use_up(&mut self) -> bool {
        match &mut self.left {
            None => false,
            Some(left) => {
                *left = left.saturating_sub(1);
                *left == 0
            }
        }
    }

    pub(crate) fn answer(&self, request: &HeaderMap) -> Response {
        let body = if self.echo { self.echoed(request) } else { self.body.clone() };
        let mut answer = Response::new(Body::from(body));
        *answer.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
                answer.headers_mut().append(name, value);
            }
        }
        answer
    }

    fn echoed(&self, request: &HeaderMap) -> Vec<u8> {
        let authorization = request.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or("");
        let body = String::from_utf8_lossy(&self.body);
        body.replace("{{authorization}}", authorization).replace("{{token}}", &token(authorization)).into_bytes()
    }
}

/// The secret part of an `Authorization` header.
fn token(authorization: &str) -> String {
    let (scheme, value) = authorization.split_once(' ').unwrap_or(("", ""));
    if !scheme.eq_ignore_ascii_case("basic") {
        return value.to_owned();
    }
    let pair = STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    pair.split_once(':').map(|(_, token)| token.to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_in_both_schemes() {
        assert_eq!(token(&format!("Basic {}", STANDARD.encode("a@b.c:secret"))), "secret");
        assert_eq!(token("Bearer secret"), "secret");
        assert_eq!(token(""), "");
    }

    #[test]
    fn an_answer_is_used_as_often_as_it_says() {
        let mut twice = Scripted::new(200).times(2);
        assert_eq!([twice.use_up(), twice.use_up()], [false, true]);
        assert!(!Scripted::new(200).always().use_up());
        let post = Scripted::new(200).method("POST").under("/rest/");
        assert!(post.fits("POST", "/rest/x") && !post.fits("GET", "/rest/x") && !post.fits("POST", "/wiki/"));
    }
}
