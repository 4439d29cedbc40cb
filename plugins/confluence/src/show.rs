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

/// Where a browser finds a record, for the end of a sentence; nothing where the site does not say.
pub(crate) fn address(record: &RawValue) -> String {
    let record: Value = serde_json::from_str(record.get()).unwrap_or_default();
    let link = |name: &str| record.pointer(name).and_then(Value::as_str);
    let address = link("/_links/base").zip(link("/_links/webui")).map(|(base, page)| format!(": {base}{page}"));
    address.unwrap_or_default()
}
