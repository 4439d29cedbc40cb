//! Answers in the shapes of the products.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// What a route refuses with.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        json(self.status, &self.body)
    }
}

/// What every route gives back.
pub(crate) type Answer = Result<Response, Refusal>;

pub(crate) fn json(status: u16, body: &Value) -> Response {
    build(status, "application/json;charset=UTF-8", body.to_string())
}

pub(crate) fn ok(body: &Value) -> Answer {
    Ok(json(200, body))
}

pub(crate) fn text(status: u16, body: &str) -> Response {
    build(status, "text/plain;charset=UTF-8", body.to_owned())
}

/// Bytes; their type is the caller's to name.
pub(crate) fn bytes(body: Vec<u8>) -> Response {
    Response::new(Body::from(body))
}

/// Sets a field of a JSON object.
pub(crate) fn put(object: &mut Value, name: &str, value: Value) {
    if let Value::Object(fields) = object {
        fields.insert(name.to_owned(), value);
    }
}

/// An answer without a body.
pub(crate) fn empty(status: u16) -> Response {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = code(status);
    answer
}

pub(crate) fn with_header(mut answer: Response, name: &'static str, value: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(HeaderName::from_static(name), value);
    }
    answer
}

fn build(status: u16, content_type: &'static str, body: String) -> Response {
    let mut answer = Response::new(Body::from(body));
    *answer.status_mut() = code(status);
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Jira's errors about the whole request.
pub(crate) fn jira(status: u16, message: &str) -> Refusal {
    Refusal { status, body: json!({"errorMessages": [message], "errors": {}}) }
}

/// Bitbucket's errors.
pub(crate) fn bitbucket_error(status: u16, message: &str) -> Response {
    json(status, &json!({"type": "error", "error": {"message": message}}))
}

/// Confluence v1's errors.
pub(crate) fn confluence_v1_error(status: u16, message: &str) -> Response {
    let data = json!({"authorized": status != 401, "valid": true, "errors": [], "successful": false});
    json(status, &json!({"statusCode": status, "data": data, "message": message}))
}
