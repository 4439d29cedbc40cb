//! Answers of a service that is busy, broken or tired of its client.

use axum::response::Response;
use serde_json::json;

use crate::faults::Allowance;
use crate::surface::{Product, Surface};
use crate::{reply, time};

/// A failure on purpose. What fails on the real service is mostly the proxy before it, which speaks plain text.
pub(crate) fn failure(status: u16, retry_after: u32) -> Response {
    let answer = reply::text(status, "upstream connect error or disconnect/reset before headers");
    if matches!(status, 429 | 503) { with_retry_after(answer, retry_after) } else { answer }
}

/// 429. Bitbucket's words are the ones that its users report; Atlassian documents Jira's headers and no body.
pub(crate) fn too_many(surface: Surface, allowance: Allowance, retry_after: u32) -> Response {
    let answer = match surface {
        Surface::Bitbucket => reply::bitbucket_error(429, "Rate limit for this resource has been exceeded"),
        Surface::Site(Product::ConfluenceV2) | Surface::Gateway(Product::ConfluenceV2) => {
            let error =
                json!({"status": 429, "code": "TOO_MANY_REQUESTS", "title": "Rate limit exceeded", "detail": null});
            reply::json(429, &json!({"errors": [error]}))
        }
        Surface::Site(Product::ConfluenceV1) | Surface::Gateway(Product::ConfluenceV1) => {
            reply::confluence_v1_error(429, "Rate limit exceeded")
        }
        _ => reply::json(429, &json!({"errorMessages": ["Rate limit exceeded."], "errors": {}})),
    };
    let answer = with_retry_after(with_budget(answer, allowance), retry_after);
    let reset = time::minute(time::now() + i64::from(retry_after) * 1000);
    let answer = reply::with_header(answer, "x-ratelimit-reset", &reset);
    reply::with_header(answer, "ratelimit-reason", "jira-quota-based")
}

/// How much is left, on every answer while a limit is set.
pub(crate) fn with_budget(answer: Response, allowance: Allowance) -> Response {
    let answer = reply::with_header(answer, "x-ratelimit-limit", &allowance.limit.to_string());
    let answer = reply::with_header(answer, "x-ratelimit-remaining", &allowance.remaining.to_string());
    // "Less than 20 % remain", as Atlassian documents it.
    let near = allowance.remaining * 5 < allowance.limit;
    reply::with_header(answer, "x-ratelimit-nearlimit", if near { "true" } else { "false" })
}

fn with_retry_after(answer: Response, seconds: u32) -> Response {
    reply::with_header(answer, "retry-after", &seconds.to_string())
}
