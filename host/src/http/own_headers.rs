//! Headers that a profile adds to each request, for what stands before a company's site. Their values are secrets, so
//! config.yaml says only where they come from.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use reqwest::header::{HeaderName, HeaderValue};
use zeroize::Zeroizing;

use crate::credential::Redactor;
use crate::environment;
use crate::error::{Error, Result};
use crate::helper;
use crate::profile::{HeaderSource, Selected};

/// Longest value in bytes.
const LONGEST: usize = 8 * 1024;

/// Headers that are ours, the connection's or a plugin's to set, or that would make a request another one.
const NEVER: &[&str] = &[
    "accept",
    "accept-charset",
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "cookie2",
    "expect",
    "forwarded",
    "host",
    "http2-settings",
    "if-match",
    "if-none-match",
    "keep-alive",
    "origin",
    "range",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
    "x-atlassian-token",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-original-host",
    "x-original-url",
    "x-real-ip",
    "x-rewrite-url",
];

/// Beginnings of such names.
const NEVER_BEGINS: &[&str] = &["proxy-", "sec-", "x-forwarded-"];

/// One header, ready to be sent.
#[derive(Clone)]
pub(super) struct OwnHeader {
    pub(super) name: HeaderName,
    /// Marked as sensitive.
    pub(super) value: HeaderValue,
}

/// The headers of a profile, and their values in the redactor.
pub(super) fn resolve(selected: &Selected, redactor: &mut Redactor) -> Result<Vec<OwnHeader>> {
    let mut headers = Vec::new();
    for (name, source) in &selected.profile.headers {
        let what = format!("header `{}` of profile `{}`", name.escape_debug(), selected.name);
        let name = checked(name, &what)?;
        let text = value(source, &what)?;
        let text = Zeroizing::new(text.trim().to_owned());
        let value = HeaderValue::from_str(&text).ok().filter(|value| is_plain(value.as_bytes()));
        let mut value = value.ok_or_else(|| {
            Error::usage(format!("the value of {what} cannot be sent"))
                .caused_by(format!("a value is one line of 1 to {LONGEST} printable ASCII characters"))
        })?;
        value.set_sensitive(true);
        redactor.add(&text);
        headers.push(OwnHeader { name, value });
    }
    Ok(headers)
}

fn is_plain(value: &[u8]) -> bool {
    (1..=LONGEST).contains(&value.len()) && value.iter().all(|byte| (0x20..0x7f).contains(byte))
}

fn checked(name: &str, what: &str) -> Result<HeaderName> {
    // Servers that follow CGI read `_` as `-`.
    let alike = name.to_ascii_lowercase().replace('_', "-");
    if NEVER.contains(&alike.as_str()) || NEVER_BEGINS.iter().any(|begin| alike.starts_with(begin)) {
        return Err(Error::refused(format!("the {what} is not a profile's to set")).hinted(
            "profiles can add headers of their own, not those of the login, the connection, the address or the method",
        ));
    }
    HeaderName::try_from(name).map_err(|_| Error::usage(format!("the {what} is not a header name")))
}

fn value(source: &HeaderSource, what: &str) -> Result<Zeroizing<String>> {
    match source {
        HeaderSource::Text(text) => match text.strip_prefix("env:") {
            Some(variable) => environment::var(variable).map(Zeroizing::new).ok_or_else(|| {
                Error::usage(format!(
                    "the {what} comes from the variable `{}`, which is not set",
                    variable.escape_debug()
                ))
            }),
            None => Err(literal(what)),
        },
        HeaderSource::Command { command } => printed(command, what),
        HeaderSource::Other(_) => Err(literal(what)),
    }
}

fn literal(what: &str) -> Error {
    Error::usage(format!("the value of {what} stands in config.yaml itself, or is not understood"))
        .caused_by("config.yaml holds no secrets")
        .hinted("write `env:NAME` for the value of a variable, or `command: [PROGRAM, ARGUMENT, …]` for what it prints")
}

/// What a command prints; asked once a process.
fn printed(command: &[String], what: &str) -> Result<Zeroizing<String>> {
    static PRINTED: Mutex<BTreeMap<Vec<String>, Result<Zeroizing<String>>>> = Mutex::new(BTreeMap::new());
    let mut printed = PRINTED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = printed.get(command) {
        return known.clone();
    }
    let longest = u64::try_from(LONGEST).unwrap_or(u64::MAX).saturating_add(2);
    let text = helper::run(command, &format!("command for the {what}"), longest, helper::LIMIT)
        // What is not text is no header value, which is said then.
        .map(|bytes| Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()));
    printed.entry(command.to_vec()).or_insert(text).clone()
}

impl std::fmt::Debug for OwnHeader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: [redacted]", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;

    fn resolved(name: &str, source: HeaderSource) -> Result<Vec<OwnHeader>> {
        let profile = Profile { headers: [(name.to_owned(), source)].into(), ..Profile::default() };
        resolve(&Selected { name: "work".to_owned(), profile }, &mut Redactor::default())
    }

    fn echo(text: &str) -> HeaderSource {
        HeaderSource::Command { command: vec!["printf".to_owned(), "%b".to_owned(), text.to_owned()] }
    }

    #[test]
    fn names_that_are_not_a_profiles_are_refused() {
        for name in [
            "Authorization",
            "authorization",
            "Cookie",
            "Host",
            "Proxy-Authorization",
            "Proxy-Anything",
            "Forwarded",
            "X-Forwarded-For",
            "X_Forwarded_Host",
            "X-HTTP-Method-Override",
            "x_http_method_override",
            "X-Method-Override",
            "X-Original-URL",
            "Connection",
            "Keep-Alive",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "Content-Length",
            "Expect",
            "Accept-Encoding",
        ] {
            let error = resolved(name, echo("x")).unwrap_err();
            assert!(error.message.contains("not a profile's to set"), "{name}: {error}");
        }
        for name in ["", "a b", "a\r\nb", "a:b", ":path", "ä"] {
            assert!(resolved(name, echo("x")).unwrap_err().message.contains("not a header name"), "{name:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn values_come_from_outside_and_are_one_plain_line() {
        let headers = resolved("X-Pass", echo("secret-EXAMPLE\\n")).unwrap();
        assert_eq!(headers[0].value, "secret-EXAMPLE");
        assert_eq!(format!("{headers:?}"), "[x-pass: [redacted]]");
        for wrong in ["", "\\n", "a\\nb", "a\\r\\nhost: evil", "\\0303\\0244", "a\\0000b"] {
            assert!(resolved("X-Pass", echo(wrong)).unwrap_err().message.contains("cannot be sent"), "{wrong}");
        }
        assert!(resolved("X-Pass", echo(&"x".repeat(LONGEST + 1))).is_err());
    }

    #[test]
    fn a_value_in_config_is_refused_without_being_shown() {
        for source in [HeaderSource::Text("hidden-EXAMPLE".to_owned()), HeaderSource::Other(serde::de::IgnoredAny)] {
            let error = resolved("X-Pass", source).unwrap_err();
            assert!(error.message.contains("config.yaml") && !format!("{error:?}").contains("hidden"), "{error:?}");
        }
        let unset = resolved("X-Pass", HeaderSource::Text("env:NO_SUCH_VARIABLE_EXAMPLE".to_owned())).unwrap_err();
        assert!(unset.message.contains("`NO_SUCH_VARIABLE_EXAMPLE`, which is not set"), "{unset}");
    }
}
