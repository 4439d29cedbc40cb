//! Whether a comment on a place in a text is resolved. Comments below a page cannot be.

use super::INLINE;
use crate::body;
use crate::edit::number;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Value, json};

pub(crate) const READ: Endpoint = INLINE;
pub(crate) const WRITE: Endpoint = super::update::INLINE;

/// Resolves a comment, or takes it up again; what it says stays.
///
/// # Errors
///
/// When there is no such comment on a place in a text.
pub(crate) async fn set(cx: &Cx, id: u64, resolved: bool) -> Result<Box<RawValue>> {
    let request = cx.request(READ).param("comment-id", id).query("body-format", "storage");
    let comment: Value = request.json().await.map_err(|error| match error.kind() {
        Kind::NotFound => Error::not_found(format!("there is no comment `{id}` on a place in a text"))
            .hint("comments below a page cannot be resolved"),
        _ => error,
    })?;
    let version = json!({"number": number(&comment)? + 1});
    let change = json!({"version": version, "body": body::unchanged(&comment), "resolved": resolved});
    cx.request(WRITE).param("comment-id", id).json_body(&change).raw().await
}
