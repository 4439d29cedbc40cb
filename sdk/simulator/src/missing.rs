//! Paths that lead nowhere, in each product's words.

use axum::extract::Request;
use axum::response::Response;
use serde_json::json;

use crate::reply;
use crate::surface::{Product, product};

/// Fallback of the routes: the product is there, the path is not.
pub(crate) async fn route(request: Request) -> Response {
    let path = request.uri().path();
    match product(path) {
        Some(Product::Jira) => {
            let message = format!("null for uri: {path}");
            reply::json(404, &json!({"message": message, "status-code": 404}))
        }
        Some(Product::Jsm) => reply::json(404, &json!({"errorMessage": "The requested resource does not exist."})),
        Some(Product::ConfluenceV1) => reply::confluence_v1_error(404, "Not Found"),
        Some(Product::ConfluenceV2) => {
            let error = json!({"status": 404, "code": "NOT_FOUND", "title": "Not Found", "detail": null});
            reply::json(404, &json!({"errors": [error]}))
        }
        None if path.starts_with("/2.0/") => reply::bitbucket_error(404, "Resource not found"),
        None => elsewhere(),
    }
}

/// A method that a path does not have.
pub(crate) async fn method(request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/2.0/") {
        return reply::bitbucket_error(405, "Method not allowed");
    }
    reply::json(405, &json!({"message": "HTTP 405 Method Not Allowed", "status-code": 405}))
}

/// The gateway's answer to cloud ids and products that it does not know.
pub(crate) fn gateway() -> Response {
    reply::json(404, &json!({"code": 404, "message": "Not Found"}))
}

/// No product at all: the site shows its own page.
pub(crate) fn elsewhere() -> Response {
    let page = "<!DOCTYPE html><html><head><title>Page unavailable</title></head><body>Page unavailable</body></html>";
    reply::with_header(reply::text(404, page), "content-type", "text/html;charset=UTF-8")
}
