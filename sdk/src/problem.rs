//! What the site says when something is wrong, in each product's shape.

use crate::error::{Error, Kind};
use crate::response::Response;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Longer plain text than this is no sentence for a terminal.
const LONGEST_TEXT: usize = 300;

/// The error that an answer reports.
pub(crate) fn error(response: &Response) -> Error {
    let kind = kind(response.status());
    let error = match said(response) {
        Some(message) => Error::new(kind, message),
        None if is_html(response) => Error::new(kind, html().message()).hint(HTML_HINT),
        None => Error::new(kind, unsaid(response.status())),
    };
    let error = match kind {
        Kind::Unavailable => {
            error.hint("the site has trouble of its own: try again later; https://status.atlassian.com")
        }
        Kind::RateLimited => error.hint("try again later, or with a lower `--concurrency`"),
        _ => error,
    };
    error.answered(response.status(), response.request_id())
}

const HTML_HINT: &str = "the profile's `base_url` may be wrong, or a proxy or a login page may stand before the site";

/// The error for an HTML page where JSON was expected.
pub(crate) fn html() -> Error {
    Error::new(Kind::Other, "the site answered with an HTML page instead of JSON").hint(HTML_HINT)
}

/// Whether the body is an HTML page, whatever its type says.
pub(crate) fn is_html(response: &Response) -> bool {
    let declared = response.header("content-type").is_some_and(|value| value.starts_with("text/html"));
    let start = response.bytes().trim_ascii_start();
    let looks = |prefix: &[u8]| start.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    declared || looks(b"<!doctype html") || looks(b"<html")
}

fn kind(status: u16) -> Kind {
    match status {
        401 => Kind::Unauthenticated,
        403 => Kind::Forbidden,
        404 => Kind::NotFound,
        409 | 412 => Kind::Conflict,
        400 | 422 => Kind::Invalid,
        429 => Kind::RateLimited,
        500..=599 => Kind::Unavailable,
        _ => Kind::Other,
    }
}

/// For answers without a word of their own.
fn unsaid(status: u16) -> String {
    let what = match kind(status) {
        Kind::Unauthenticated => "the site did not accept the credentials",
        Kind::Forbidden => "the site does not allow this",
        Kind::NotFound => "the site found nothing there, or you may not see it",
        Kind::Conflict => "the site reports a conflict with its present state",
        Kind::Invalid => "the site did not accept the request",
        Kind::RateLimited => "the site received too many requests",
        Kind::Unavailable => "the site is not working at the moment",
        _ => "the site reports an error",
    };
    format!("{what} (status {status})")
}

/// What the site itself said, if anything.
fn said(response: &Response) -> Option<String> {
    let body = std::str::from_utf8(response.bytes()).ok()?.trim();
    if body.starts_with('{') {
        let sentences = serde_json::from_str::<Problem<'_>>(body).ok()?.sentences();
        return (!sentences.is_empty()).then(|| sentences.join("; "));
    }
    match serde_json::from_str::<&RawValue>(body) {
        Ok(json) => read::<String>(Some(json)).filter(|text| is_sentence(text)),
        Err(_) if is_html(response) => None,
        Err(_) => is_sentence(body).then(|| body.to_owned()),
    }
}

/// A short line of text is a message; anything else is a page or a dump.
fn is_sentence(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_TEXT && !text.contains(|c: char| c.is_control() || c == '<')
}

/// All members in which a product words an error. Each is read on its own, so that a strange one spoils nothing.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Problem<'a> {
    /// Jira and JSM.
    #[serde(borrow, rename = "errorMessages")]
    error_messages: Option<&'a RawValue>,
    /// JSM.
    #[serde(borrow, rename = "errorMessage")]
    error_message: Option<&'a RawValue>,
    /// Jira: an object of field and message. Confluence v2: a list of titles and details.
    #[serde(borrow)]
    errors: Option<&'a RawValue>,
    /// Bitbucket: an object of message and detail. Elsewhere, rarely, a text.
    #[serde(borrow)]
    error: Option<&'a RawValue>,
    /// Confluence v1 and the gateway.
    #[serde(borrow)]
    message: Option<&'a RawValue>,
}

/// One entry of Confluence's list, or Bitbucket's error.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    title: Option<String>,
    message: Option<String>,
    detail: Option<String>,
}

impl Entry {
    fn sentence(self) -> Option<String> {
        match (self.title.or(self.message), self.detail.filter(|detail| !detail.is_empty())) {
            (Some(title), Some(detail)) if title != detail => Some(format!("{title}: {detail}")),
            (title, detail) => title.or(detail),
        }
    }
}

impl Problem<'_> {
    fn sentences(&self) -> Vec<String> {
        let mut sentences: Vec<String> = read(self.error_messages).unwrap_or_default();
        sentences.extend(read::<String>(self.error_message));
        sentences.extend(self.field_errors());
        sentences.extend(self.listed_errors());
        sentences.extend(read::<Entry>(self.error).and_then(Entry::sentence).or_else(|| read(self.error)));
        sentences.extend(read::<String>(self.message));
        sentences.retain(|sentence| !sentence.trim().is_empty());
        without_repeats(sentences)
    }

    fn field_errors(&self) -> Vec<String> {
        let fields: BTreeMap<String, &RawValue> = read_borrowed(self.errors).unwrap_or_default();
        fields
            .into_iter()
            .filter_map(|(field, message)| Some(format!("{field}: {}", read::<String>(Some(message))?)))
            .collect()
    }

    fn listed_errors(&self) -> Vec<String> {
        let entries: Vec<&RawValue> = read_borrowed(self.errors).unwrap_or_default();
        entries.into_iter().filter_map(|entry| read::<Entry>(Some(entry))?.sentence()).collect()
    }
}

fn read<T: DeserializeOwned>(json: Option<&RawValue>) -> Option<T> {
    serde_json::from_str(json?.get()).ok()
}

fn read_borrowed<'a, T: Deserialize<'a>>(json: Option<&'a RawValue>) -> Option<T> {
    serde_json::from_str(json?.get()).ok()
}

/// Some products say the same twice in two members.
fn without_repeats(sentences: Vec<String>) -> Vec<String> {
    let mut unique = Vec::new();
    for sentence in sentences {
        if !unique.contains(&sentence) {
            unique.push(sentence);
        }
    }
    unique
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::atlassian::plugin::http;

    fn answer(status: u16, content_type: &str, body: &str) -> Error {
        let headers = vec![("content-type".into(), content_type.into()), ("x-arequestid".into(), "r1".into())];
        error(&http::Response { status, headers, body: body.as_bytes().to_vec(), saved: None }.into())
    }

    #[test]
    fn each_product_is_understood() {
        let table = [
            (
                "Jira",
                r#"{"errorMessages":["Issue does not exist or you do not have permission to see it."],"errors":{}}"#,
                "Issue does not exist or you do not have permission to see it.",
            ),
            (
                "Jira fields",
                r#"{"errorMessages":[],"errors":{"summary":"Field is required.","project":"Unknown."}}"#,
                "project: Unknown.; summary: Field is required.",
            ),
            (
                "JSM",
                r#"{"errorMessage":"The request was not found.","i18nErrorMessage":{"i18nKey":"x","parameters":[]}}"#,
                "The request was not found.",
            ),
            (
                "Confluence v1",
                r#"{"statusCode":404,"data":{"authorized":true},"message":"No content found with id: 1"}"#,
                "No content found with id: 1",
            ),
            (
                "Confluence v2",
                r#"{"errors":[{"status":404,"code":"NOT_FOUND","title":"Not Found","detail":"No page 1"}]}"#,
                "Not Found: No page 1",
            ),
            (
                "Confluence v2 without detail",
                r#"{"errors":[{"status":404,"code":"NOT_FOUND","title":"Not Found","detail":null}]}"#,
                "Not Found",
            ),
            (
                "Bitbucket",
                r#"{"type":"error","error":{"message":"Repository x/y not found","detail":"Check the name"}}"#,
                "Repository x/y not found: Check the name",
            ),
            (
                "gateway",
                r#"{"code":401,"message":"Unauthorized; scope does not match"}"#,
                "Unauthorized; scope does not match",
            ),
            (
                "plain text",
                "Client must be authenticated to access this resource.",
                "Client must be authenticated to access this resource.",
            ),
            (
                "a JSON text",
                "\"Basic authentication with passwords is deprecated.\"",
                "Basic authentication with passwords is deprecated.",
            ),
            ("a text as error", r#"{"error":"Not allowed"}"#, "Not allowed"),
            ("said twice", r#"{"errorMessages":["No."],"message":"No."}"#, "No."),
        ];
        for (product, body, expected) in table {
            assert_eq!(answer(404, "application/json", body).message(), expected, "{product}");
        }
    }

    #[test]
    fn an_answer_without_words_gets_some() {
        for body in ["", "{}", "[]", "null", "{\"message\":", "{\"message\":{\"a\":1}}", "\u{1}\u{2}"] {
            let message = answer(403, "application/json", body).message().to_owned();
            assert_eq!(message, "the site does not allow this (status 403)", "{body:?}");
        }
    }

    #[test]
    fn html_is_not_shown() {
        for (content_type, body) in [("text/html;charset=UTF-8", "<p>x</p>"), ("", " <!DOCTYPE html>"), ("", "<HTML>")]
        {
            let error = answer(503, content_type, body);
            assert_eq!(error.message(), "the site answered with an HTML page instead of JSON");
            // That it is HTML, and that the site has trouble.
            assert_eq!((error.kind(), error.hints().len()), (Kind::Unavailable, 2));
        }
    }

    #[test]
    fn the_status_decides_the_kind() {
        let table = [
            (400, Kind::Invalid),
            (401, Kind::Unauthenticated),
            (403, Kind::Forbidden),
            (404, Kind::NotFound),
            (409, Kind::Conflict),
            (410, Kind::Other),
            (412, Kind::Conflict),
            (422, Kind::Invalid),
            (429, Kind::RateLimited),
            (500, Kind::Unavailable),
            (504, Kind::Unavailable),
        ];
        for (status, kind) in table {
            let error = answer(status, "", "");
            assert_eq!((error.kind(), error.status()), (kind, Some(status)));
        }
    }
}
