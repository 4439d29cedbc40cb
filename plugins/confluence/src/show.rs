//! Showing what has a body.

use crate::body::BodyFormat;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{self, Value, json};

/// Shows a record with its body below it, or the body alone.
///
/// # Errors
///
/// When the record cannot be read.
pub(crate) fn with_body(cx: &Cx, record: &RawValue, format: BodyFormat, body_only: bool) -> Result<()> {
    let value: Value = serde_json::from_str(record.get())
        .map_err(|error| Error::other(format!("the site's answer cannot be read: {error}")))?;
    if !body_only {
        return cx.view_raw(record, &format.readable(&value));
    }
    let text = format.text(&value);
    let body = json!({"id": value.get("id"), "representation": format.to_string(), "value": text});
    let body = serde_json::value::to_raw_value(&body)
        .map_err(|error| Error::other(format!("the body cannot be shown: {error}")))?;
    // No fields, so that the text is all there is.
    cx.columns([]);
    cx.view_raw(&body, &text)
}
