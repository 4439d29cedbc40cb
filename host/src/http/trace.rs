//! `--debug`: each request and answer as it went over the wire, without the credentials.
//!
//! Every line of a site's begins with `<`, every line of a request with `>`, so that nothing in them looks like ours.

use std::fmt::{Display, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::HeaderMap;
use url::Url;

use crate::credential::{self, Redactor};
use crate::output;

use super::lost::Lost;
use super::own_headers::OwnHeader;
use super::wire::Answer;

/// Longest part of a body that is shown, in bytes.
const SHOWN: usize = 64 << 10;

/// What stands where a secret stood.
const REDACTED: &str = "[redacted]";

/// Headers whose values are secrets, whatever they are.
const SECRET: &[&str] = &["authorization", "cookie", "proxy-authorization", "set-cookie", "set-cookie2"];

/// Shows one request and its answers.
#[derive(Debug)]
pub(super) struct Trace {
    number: u64,
    redactor: Redactor,
    /// Names of the profile's own headers.
    own: Vec<String>,
}

impl Trace {
    /// A trace of the next request of this process. `about` says whose it is and where it goes.
    pub(super) fn begin(about: &str, mut redactor: Redactor, own: &[OwnHeader]) -> Self {
        credential::redact_hidden(&mut redactor);
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let trace = Self { number, redactor, own: own.iter().map(|header| header.name.to_string()).collect() };
        trace.note(about);
        trace
    }

    /// Something about the request that is neither sent nor received.
    pub(super) fn note(&self, what: impl Display) {
        self.show(&self.title(what));
    }

    /// A request as it is sent.
    pub(super) fn request(&self, attempt: u32, request: &reqwest::Request, signed: bool) {
        let mut block = self.title(format_args!("attempt {attempt}"));
        let mut head = format!("{} {}\n", request.method(), shown_url(request.url(), signed));
        self.headers(&mut head, request.headers(), request.url(), signed);
        self.quote(&mut block, '>', &head);
        match request.body().map(reqwest::Body::as_bytes) {
            Some(Some(bytes)) => self.body(&mut block, '>', bytes),
            Some(None) => self.quote(&mut block, '>', "\n[a body that is streamed]"),
            None => {}
        }
        self.show(&block);
    }

    /// What came back: an answer, a part of one, or none.
    pub(super) fn outcome(
        &self,
        url: &Url,
        signed: bool,
        took: Duration,
        answer: Option<&Answer>,
        lost: Option<&Lost>,
    ) {
        let what = if answer.is_some() { "answer" } else { "no answer" };
        let mut block = self.title(format_args!("{what} after {} ms", took.as_millis()));
        if let Some(answer) = answer {
            let mut head = format!("{:?} {}\n", answer.version, answer.status);
            self.headers(&mut head, &answer.headers, url, signed);
            self.quote(&mut block, '<', &head);
            self.body(&mut block, '<', &answer.body);
            if let Some(saved) = answer.saved {
                self.quote(&mut block, '<', &format!("\n[{saved} bytes, which went to an output]"));
            }
        }
        if let Some(lost) = lost {
            block.push_str(&self.title(format_args!("lost: {lost}")));
        }
        self.show(&block);
    }

    fn title(&self, what: impl Display) -> String {
        let mut line = String::new();
        self.quote(&mut line, '*', &format!("request {}: {what}", self.number));
        line
    }

    fn headers(&self, head: &mut String, headers: &HeaderMap, url: &Url, signed: bool) {
        for (name, value) in headers {
            let name = name.as_str();
            let text = String::from_utf8_lossy(value.as_bytes());
            let shown = match name {
                // The scheme tells much, and nothing secret.
                "authorization" => {
                    text.split_once(' ').map_or(REDACTED.to_owned(), |(scheme, _)| format!("{scheme} {REDACTED}"))
                }
                name if SECRET.contains(&name) || self.own.iter().any(|own| own == name) => REDACTED.to_owned(),
                "location" | "content-location" => without_signature(&text, url, signed),
                _ => text.into_owned(),
            };
            // Writing to a string cannot fail.
            let _ = writeln!(head, "{name}: {shown}");
        }
    }

    /// A body up to the bound, when it is text, and in any case how much there is.
    fn body(&self, block: &mut String, mark: char, body: &[u8]) {
        if body.is_empty() {
            return;
        }
        self.quote(block, mark, "\n");
        let text = match std::str::from_utf8(body) {
            Ok(text) if !text.contains('\0') => text,
            _ => return self.quote(block, mark, &format!("[{} bytes that are not text]", body.len())),
        };
        // Before it is cut: a part of a credential would not be found.
        let clean = self.redactor.redact_text(text);
        let text = clean.as_deref().unwrap_or(text);
        let shown = text.get(..text.floor_char_boundary(SHOWN)).unwrap_or_default();
        self.quote(block, mark, shown);
        if shown.len() < text.len() {
            let left_out = text.len() - shown.len();
            self.quote(block, mark, &format!("[{left_out} of {} bytes are left out here]", text.len()));
        }
    }

    /// Adds lines with a mark before each, without credentials, and safe for a terminal.
    fn quote(&self, block: &mut String, mark: char, text: &str) {
        let clean = self.redactor.redact_text(text);
        for line in clean.as_deref().unwrap_or(text).lines() {
            let _ = writeln!(block, "{mark} {}", output::line(line));
        }
    }

    fn show(&self, block: &str) {
        output::debug(block);
    }
}

/// An address, without its query if that is a signature.
pub(super) fn shown_url(url: &Url, signed: bool) -> String {
    if signed { without_signature(url.as_str(), url, true) } else { url.to_string() }
}

/// An address that an answer leads to. The query of another origin's may be a signature that opens what it names.
fn without_signature(location: &str, url: &Url, signed: bool) -> String {
    match url.join(location) {
        Ok(next) if !signed && next.origin() == url.origin() => location.to_owned(),
        _ => match location.split_once(['?', '#']) {
            Some((before, _)) => format!("{before}?{REDACTED}"),
            None => location.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace() -> Trace {
        let mut redactor = Redactor::default();
        redactor.add("token-EXAMPLE");
        Trace { number: 7, redactor, own: vec!["x-pass".to_owned()] }
    }

    fn body(bytes: &[u8]) -> String {
        let mut block = String::new();
        trace().body(&mut block, '<', bytes);
        block
    }

    #[test]
    fn a_body_is_text_of_bounded_length_or_a_number() {
        assert_eq!(body(b""), "");
        assert_eq!(body(b"a\nb"), "< \n< a\n< b\n");
        assert_eq!(body(&[0xff, 0xfe]), "< \n< [2 bytes that are not text]\n");
        assert_eq!(body(b"a\0b"), "< \n< [3 bytes that are not text]\n");
        let long = body("ä".repeat(SHOWN).as_bytes());
        assert!(
            long.ends_with(&format!("\n< [{SHOWN} of {} bytes are left out here]\n", 2 * SHOWN)),
            "{}",
            &long[long.len() - 99..]
        );
    }

    #[test]
    fn no_part_of_a_credential_is_shown_at_the_cut() {
        for before in SHOWN - 13..=SHOWN {
            let shown = body(format!("{}token-EXAMPLE", "x".repeat(before)).as_bytes());
            assert!(!shown.contains("xtok"), "{before}");
        }
    }

    #[test]
    fn nothing_in_an_answer_looks_like_ours() {
        let shown = body(b"\x1b[2J\r\n* request 1: forged\rerror: forged\n");
        assert!(shown.lines().all(|line| line.starts_with("< ")), "{shown}");
        assert!(!shown.contains('\x1b') && !shown.contains('\r'), "{shown:?}");
    }

    #[test]
    fn headers_keep_their_secrets() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("authorization", "Basic abc"),
            ("x-pass", "short"),
            ("set-cookie", "session=abc"),
            ("location", "https://media.example/f?X-Signature=abc"),
            ("content-location", "/here?page=2"),
            ("x-echo", "a token-EXAMPLE"),
        ] {
            headers.insert(reqwest::header::HeaderName::from_static(name), value.parse().unwrap());
        }
        let mut head = String::new();
        trace().headers(&mut head, &headers, &Url::parse("https://acme.example/x").unwrap(), false);
        let mut shown = String::new();
        trace().quote(&mut shown, '<', &head);
        assert_eq!(
            shown,
            "< authorization: Basic [redacted]\n< x-pass: [redacted]\n< set-cookie: [redacted]\n\
             < location: https://media.example/f?[redacted]\n< content-location: /here?page=2\n< x-echo: a [redacted]\n"
        );
    }
}
